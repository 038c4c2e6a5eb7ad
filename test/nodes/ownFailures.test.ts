import type { IDataObject } from 'n8n-workflow';

import type { TriageStore } from '../../storage';
import { failureMishaps } from '../harness/mishaps';
import { runWorkflow } from '../harness/runWorkflow';
import { useOwnStore } from '../harness/ownStore';
import { Branches, readTemplate, withOnError, withParameters } from '../harness/template';

const json = readTemplate('own-failed-executions.json');
const branches = new Branches(json);

/** A failed execution, as n8n hands it to an error workflow. */
const failed = (id: number, message: string, more: IDataObject = {}): IDataObject => ({
	execution: {
		id: String(id),
		url: `http://localhost:5678/execution/workflow/W1/${id}`,
		error: { message, stack: `Error: ${message}\n at ${id}` },
		lastNodeExecuted: 'Suppress contact',
		mode: 'trigger',
	},
	workflow: { id: 'W1', name: 'Suppress contacts' },
	...more,
});

describe('the workflow that turns failed executions into exceptions', () => {
	let store: TriageStore;
	useOwnStore((own) => {
		store = own;
	});
	const run = async (...input: IDataObject[]) => {
		const result = await runWorkflow(json, { input, startNode: 'When a workflow fails', mode: 'trigger' });
		expect(result.status).toBe('success');
		return branches.seen(result);
	};
	const messages = (items: Array<{ json: IDataObject }>) => items.map(({ json: { message } }) => message);

	test('a failure becomes an exception with owner, deadline and what to do; the same again is counted', async () => {
		const first = await run(failed(17, 'No answer within 30000 ms'));
		const owned = first.items('Say who owns it');
		expect(owned).toMatchObject([{ json: { exception_id: 'EX-0001', to_role: 'Triage' } }]);
		expect(owned[0]?.json.message).toMatch(
			/^EX-0001: Suppress contacts failed in Suppress contact\. Triage owns it until 20.*Z, then Support-Lead\. http/,
		);
		const again = await run(failed(18, 'No answer within 29871 ms'));
		expect(again.items('Say who owns it')).toEqual([]);
		expect(messages(again.items('Say it happened again'))).toEqual([
			'EX-0001: Suppress contacts failed in Suppress contact again, 2 times by now. Triage owns it.',
		]);
		const exception = await store.getException('EX-0001');
		expect(exception).toMatchObject({
			state: 'open',
			label: 'unknown',
			severity: 'high',
			occurrences: 2,
			source: { workflow: 'Suppress contacts', node: 'Suppress contact', execution: '17' },
			first_failure: 'Workflow Suppress contacts failed in Suppress contact: No answer within 30000 ms',
			last_failure: 'Workflow Suppress contacts failed in Suppress contact: No answer within 29871 ms',
		});
		expect(exception?.remediation).toHaveLength(3);
		expect(await store.getTimer({ case_id: 'EX-0001', name: 'Deadline' })).toMatchObject({ state: 'running' });
	});

	test('another node, message or workflow is an exception of its own; a renamed workflow is not', async () => {
		const { items } = await run(
			failed(1, 'No answer'),
			failed(2, 'Bad request'),
			failed(3, 'No answer', { workflow: { id: 'W2', name: 'Suppress contacts' } }),
			failed(4, 'No answer', { execution: { id: '4', error: { message: 'No answer' }, lastNodeExecuted: 'Log' } }),
		);
		expect(items('Say who owns it').map(({ json: { exception_id } }) => exception_id)).toEqual([
			'EX-0001',
			'EX-0002',
			'EX-0003',
			'EX-0004',
		]);
		const renamed = await run(failed(5, 'No answer', { workflow: { id: 'W1', name: 'Suppress them' } }));
		expect(renamed.items('Say it happened again')).toMatchObject([{ json: { exception_id: 'EX-0001' } }]);
	});

	test('a trigger that fails has no execution, and is owned as well', async () => {
		const trigger = { error: { message: 'Lost the mailbox', node: { name: 'Read mail' } }, mode: 'trigger' };
		const { items } = await run({ trigger, workflow: { id: 'W3', name: 'Mail' } });
		expect(messages(items('Say who owns it'))[0]).toContain('Mail failed in Read mail');
	});

	test('what does not say which workflow failed is an exception too', async () => {
		const { items } = await run({ odd: true });
		const [said] = messages(items('Say what could not be read'));
		expect(said).toContain('A failed execution could not be read, and is EX-0001');
		expect(await store.getException('EX-0001')).toMatchObject({ owner_role: 'Triage', state: 'open' });
	});

	test('the sample goes the same way', async () => {
		const result = branches.seen(await runWorkflow(json, { input: [{}], startNode: 'Try with a sample' }));
		expect(messages(result.items('Say who owns it'))[0]).toContain('Suppress contacts (sample)');
	});

	test.each(failureMishaps)('what %s refuses (%j) is said', async (name, parameters, message) => {
		const input = [failed(1, 'No answer')];
		const changed = withParameters(json, name, parameters);
		const result = await runWorkflow(changed, { input, startNode: 'When a workflow fails', mode: 'trigger' });
		expect(messages(branches.seen(result).items('Say it was not kept'))[0]).toContain(message);
	});

	test('what is refused is said by an instance that goes on by Conflict, too', async () => {
		const wrong = withParameters(json, 'Open exception', { caseId: 'C-0404' });
		const changed = withOnError(wrong, 'Open exception', 'continueRegularOutput');
		const input = [failed(1, 'No answer')];
		const result = await runWorkflow(changed, { input, startNode: 'When a workflow fails', mode: 'trigger' });
		expect(messages(branches.seen(result).items('Say it was not kept'))[0]).toContain("There is no case 'C-0404'");
	});

	test('all of its branches were taken', () => expect(branches.unseen).toEqual([]));
});
