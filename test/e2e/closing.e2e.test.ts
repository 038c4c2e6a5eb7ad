import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workflows } from '../../scripts/paths';
import { openStore } from '../../scripts/store';
import { Editor } from './editor';
import { OwnN8n } from './ownN8n';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
const template: { id: string } = JSON.parse(readFileSync(join(workflows, 'close-with-qa-checks.json'), 'utf8'));

beforeAll(async () => await own.start());
afterAll(async () => await own.remove());

/** What a node of the newest execution put out. */
const newest = async (name: string) => {
	const executions = await own.n8n.client.executions(template.id);
	return (executions.at(-1)!.outputs[name]?.[0] ?? []).map(({ json }) => json as { message: string; case_id: string });
};
const ask = async (body: object) => {
	const response = await fetch(`${own.baseUrl}/webhook/close-case`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: response.status, answer: (await response.json()) as { message: string; closed: boolean } };
};

test('cases are closed on proof, exported and checked again, and the others say what is missing', async () => {
	await Editor.look(own.n8n, template.id, async (editor) => {
		expect(await editor.outputLabels('Make the checks')).toEqual(['Passed', 'Failed', 'Error']);
		expect(await editor.outputLabels('Verify the log')).toEqual(['Intact', 'Broken', 'Inconclusive', 'Error']);
		expect(await editor.runFrom('Try with samples')).toContain('Workflow executed successfully');
		await editor.screenshot('closing');
		await editor.inPanel('Say it is closed', async () => {
			await editor.awaitOutput('Binary', /evidence-C-0001\.zip/);
			await editor.screenshot('panel-closed');
		});
		expect(await editor.runFrom('Spot-check now')).toContain('Workflow executed successfully');
		await editor.screenshot('closing-spot-check');
	});
	expect((await newest('Say it holds')).map(({ case_id }) => case_id)).toEqual(['C-0001']);
	const [weak] = await newest('Say what does not hold');
	expect(weak?.message).toMatch(
		/^Case C-0003 does not hold\. Suppression applied: .* because Support-Lead let it pass\./,
	);

	await own.n8n.client.publish(template.id);
	const held = await ask({ case_id: 'C-0002', resolution: 'fixed', note: 'Suppressed' });
	expect(held).toMatchObject({
		status: 409,
		answer: { closed: false, missing: ['Suppression applied', 'Customer told'] },
	});
	const override = { override_role: 'Support-Lead', override_reason: 'The campaign is over' };
	const passed = await ask({ case_id: 'C-0002', resolution: 'workaround', ...override });
	expect(passed).toMatchObject({ status: 200, answer: { closed: true, evidence: { file: 'evidence-C-0002.zip' } } });
	expect(await ask({ case_id: 'C-0002', resolution: 'fixed' })).toMatchObject({
		status: 200,
		answer: { closed: true },
	});
	expect(await ask({ case_id: 'C-0404', resolution: 'fixed' })).toMatchObject({ status: 404 });
	expect(await ask({ case_id: 'C-0002' })).toMatchObject({ status: 422 });

	const store = await openStore(own.userFolder);
	try {
		const trail = await store.readTimeline('C-0002');
		expect(trail.map(({ type }) => type).slice(-2)).toEqual(['qa.evaluated', 'case.closed']);
	} finally {
		await store.close();
	}
	await expectWholeLog(own.userFolder);
}, 200_000);
