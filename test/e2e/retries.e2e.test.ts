import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitFor } from '../../scripts/n8n/client';
import { workflows } from '../../scripts/paths';
import { Editor } from './editor';
import { OwnN8n } from './ownN8n';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
const template: { id: string } = JSON.parse(readFileSync(join(workflows, 'retry-failed-steps.json'), 'utf8'));

interface Item {
	json: { message: string; case_id: string; to_role?: string };
}

beforeAll(async () => await own.start());
afterAll(async () => await own.remove());

/** What a node said, over all executions. */
const said = async (name: string) => {
	const executions = await own.n8n.client.executions(template.id);
	return executions.flatMap(({ outputs }) => (outputs[name]?.[0] ?? []) as unknown as Item[]);
};
const casesOf = (items: readonly Item[]) => items.map(({ json }) => json.case_id).sort();

test('steps are tried again until they pass, and the others end with a person who is told once', async () => {
	await Editor.look(own.n8n, template.id, async (editor) => {
		await editor.screenshot('retries');
		expect(await editor.outputLabels('Schedule the retry')).toEqual(['Scheduled', 'Gave Up', 'Error']);
		await editor.inPanel('Schedule the retry', async () => {
			expect(await editor.parameters()).toContain('First Delay');
			await editor.screenshot('panel-schedule-retry');
		});
		expect(await editor.runFrom('Try with samples')).toContain('Workflow executed successfully');
		await editor.screenshot('retries-run');
		expect(await editor.hasSucceeded('Say when it is tried again')).toBe(true);
	});
	const [told, done] = await waitFor(
		'two cases to be done and a person to be told of the others',
		120_000,
		async () => {
			await own.poll(template.id);
			const ends = [await said('Say whom to tell'), await said('Say it is done')] as const;
			return ends.every((items) => items.length >= 2) ? ends : undefined;
		},
	);
	expect(casesOf(told)).toEqual(['C-0003', 'C-0004']);
	expect(told.map(({ json }) => json.to_role)).toEqual(['Billing-Escalation', 'Billing-Escalation']);
	expect(casesOf(done)).toEqual(['C-0001', 'C-0002']);
	expect(await said('Say what was not recorded')).toEqual([]);
	expect(await said('Say it was not kept')).toEqual([]);
	await expectWholeLog(own.userFolder);
}, 300_000);
