import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitFor } from '../../scripts/n8n/client';
import { workflows } from '../../scripts/paths';
import { openStore } from '../../scripts/store';
import { closeCase, context } from '../storage/subject';
import { withOnError } from '../harness/template';
import { Editor } from './editor';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
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

test('a draft says what cannot be recorded, and every branch was taken', async () => {
	const drafts = new TriedWorkflow(own, 'retry-failed-steps.json');
	const retry = { kind: 'due', state: 'due', attempt: 2 };
	const due = { triage: { case_id: 'C-0404', retry }, works_at: 9, fails_with: 503 };
	const missing = [expect.stringContaining("There is no case 'C-0404'")];
	expect((await drafts.run('When a retry is due', [due])).said).toEqual({ 'Say what was not recorded': missing });
	const notice = { kind: 'gave_up', step: 'A', reason: 'B', entry_id: 'E' };
	const told = { triage: { case_id: 'C-0404', case: {}, retry: notice } };
	const going = withOnError(drafts.json, 'Keep the notice as evidence', 'continueRegularOutput');
	for (const json of [drafts.json, going]) {
		const untold = await drafts.run('When a retry is due', [told], json);
		expect(untold.said).toEqual({ 'Say it was not kept': missing });
	}
	const executions = await own.n8n.client.executions(drafts.id);
	const kept = executions.flatMap(({ outputs }) => outputs['When a retry is due']?.[0] ?? []);
	const late = kept.find(({ json }) => json.triage.case_id === 'C-0001')!;
	const store = await openStore(own.userFolder);
	await store.execute({ case_id: 'C-0001' }, { kind: 'change_state', to: 'in-progress' }, context());
	await closeCase(store, 'C-0001').finally(async () => await store.close());
	const done = await drafts.run('When a retry is due', [late.json]);
	expect(done.said).toEqual({ 'Say what was not recorded': [expect.stringContaining('C-0001 is Resolved')] });
	const known = { mappingMode: 'defineBelow', value: { source: 'sample', ticket_id: 'T-1' } };
	const conflict = { 'Open case': { onExisting: 'conflict', caseFields: known } };
	await drafts.run('Try with samples', [{}], conflict);
	const again = await drafts.run('Try with samples', [{}], conflict);
	expect(again.said['Say what was not recorded']!.length).toBeGreaterThan(0);
	await drafts.run('Try with samples', [{}], { 'Assign owner role': { rules: { values: [] } } });
	expect(await drafts.unseen()).toEqual([]);
	await expectWholeLog(own.userFolder);
});
