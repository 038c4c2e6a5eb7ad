import type { IDataObject } from 'n8n-workflow';

import { TtlEscalationTrigger } from '../../nodes/TtlEscalationTrigger/TtlEscalationTrigger.node';
import type { TriageStore } from '../../storage';
import { PolledNode } from '../harness/polledNode';
import { packNodes, runWorkflow, type WorkflowRun } from '../harness/runWorkflow';
import { useOwnStore } from '../harness/ownStore';
import { Branches, readTemplate, withOnError, withParameters } from '../harness/template';
import { closeCase, context } from '../storage/subject';

const json = readTemplate('retry-failed-steps.json');
const branches = new Branches(json);
const nodes = [...packNodes, TtlEscalationTrigger];
const triggerName = 'When a retry is due';
const clock = { doNotFake: ['setImmediate', 'nextTick', 'setTimeout', 'clearTimeout'] as const };

describe('the workflow that retries failed steps', () => {
	let store: TriageStore;
	let trigger: PolledNode;
	useOwnStore((own) => {
		store = own;
	});
	beforeEach(async () => {
		trigger = new PolledNode(TtlEscalationTrigger, json.nodes.find(({ name }) => name === triggerName)!.parameters);
		await trigger.poll();
	});

	const run = async (startNode: string, input: IDataObject[], flow = json) =>
		branches.seen(await runWorkflow(flow, { input, startNode, nodes, mode: 'trigger' }));
	/** What the trigger puts out a minute later, and what the workflow makes of it; null when nothing is due. */
	const minuteLater = async (): Promise<WorkflowRun | null> => {
		jest.useFakeTimers({ doNotFake: [...clock.doNotFake], now: Date.now() + 60_000 });
		const due = await trigger.poll();
		return (
			due &&
			(await run(
				triggerName,
				due.map((item) => item.json),
			))
		);
	};
	const messages = (result: WorkflowRun | null, name: string) =>
		(result?.nodes[name] ?? [])
			.flatMap(({ outputs }) => outputs[0] ?? [])
			.map(({ json: { message } }) => String(message));
	/** The same without times. */
	const said = (result: WorkflowRun | null, name: string) =>
		messages(result, name).map((message) => message.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…'));

	test('the samples pass, wait, are given up at once, and end with a person who is told once', async () => {
		const first = await run('Try with samples', [{}]);
		expect(first.status).toBe('success');
		const comes = (caseId: string, status: number, attempt: number) =>
			`Case ${caseId}: The service answered with status ${status}; attempt ${attempt} of 3 comes at …. Publish this workflow, and look at its executions.`;
		expect(said(first, 'Say when it is tried again')).toEqual([
			comes('C-0001', 503, 2),
			comes('C-0002', 429, 2),
			comes('C-0004', 504, 2),
		]);
		expect(said(first, 'Say it is given up')).toEqual([
			'Case C-0003: The service answered with status 404; trying again would change nothing. Owner is Billing-Escalation.',
		]);
		expect(first.items('Say what was not recorded')).toEqual([]);

		const second = await minuteLater();
		expect(said(second, 'Say it is done')).toEqual(["Case C-0001: 'Enrich contact' is done, at attempt 2."]);
		expect(said(second, 'Say when it is tried again').sort()).toEqual([
			comes('C-0002', 429, 3),
			comes('C-0004', 504, 3),
		]);
		expect(said(second, 'Say whom to tell')).toEqual([
			"Case C-0003 (Contact is not known) needs a person: step 'Enrich contact' is not tried any more. The service answered with status 404; trying again would change nothing.",
		]);

		const third = await minuteLater();
		expect(said(third, 'Say it is done')).toEqual(["Case C-0002: 'Enrich contact' is done, at attempt 3."]);
		expect(said(third, 'Say it is given up')).toEqual([
			'Case C-0004: The service answered with status 504; attempt 3 was the last. Owner is Billing-Escalation.',
		]);

		const fourth = await minuteLater();
		expect(fourth!.items('Say whom to tell')).toMatchObject([
			{
				json: {
					to_role: 'Billing-Escalation',
					case_id: 'C-0004',
					event_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
				},
			},
		]);
		expect(await minuteLater()).toBeNull();

		expect((await store.findRetries()).map(({ case_id, state }) => `${case_id} ${state}`)).toEqual([
			'C-0001 succeeded',
			'C-0002 succeeded',
			'C-0003 gave_up',
			'C-0004 gave_up',
		]);
		expect(await store.getCase('C-0004')).toMatchObject({
			owner: { role: 'Billing-Escalation', decided_by: 'escalation' },
			tasks: [{ type: 'post_mortem', owner_role: 'Billing-Escalation' }],
		});
		for (const caseId of ['C-0003', 'C-0004']) {
			expect((await store.readTimeline(caseId)).map(({ type }) => type)).toContain('record.snapshot');
		}
	});

	test('a step whose case was resolved in the meantime is neither done again nor scheduled', async () => {
		await run('Try with samples', [{}]);
		const kept = (await trigger.poll('manual'))![0]!.json;
		const { case_id } = kept.triage as { case_id: string };
		await store.execute({ case_id }, { kind: 'change_state', to: 'in-progress' }, context());
		await closeCase(store, case_id);
		const again = await run(triggerName, [kept]);
		expect(said(again, 'Say what was not recorded')).toHaveLength(1);
		const still = await run(triggerName, [{ ...kept, works_at: 9 }]);
		expect(said(still, 'Say it is given up')).toEqual([
			`Case ${case_id}: Case ${case_id} is resolved, so none of its steps is tried again. Owner is MarketingOps-Data.`,
		]);
	});

	test('what cannot be recorded is said', async () => {
		const triage = { case_id: 'C-0404', retry: { kind: 'due', state: 'due', attempt: 2 } };
		const lost = await run(triggerName, [{ triage, works_at: 9, fails_with: 503 }]);
		expect(said(lost, 'Say what was not recorded')).toEqual(["Not recorded: There is no case 'C-0404'"]);
		const gaveUp = { kind: 'gave_up', step: 'A', reason: 'B', entry_id: 'E' };
		for (const flow of [json, withOnError(json, 'Keep the notice as evidence', 'continueRegularOutput')]) {
			const notice = await run(triggerName, [{ triage: { case_id: 'C-0404', case: {}, retry: gaveUp } }], flow);
			expect(said(notice, 'Say it was not kept')).toEqual([
				"The notice of E was not kept as evidence: There is no case 'C-0404'",
			]);
		}
	});

	test('a sample that has a case already, or that no rule gives an owner, is told as such', async () => {
		const value = { source: 'sample', ticket_id: 'T-1' };
		const caseFields = { mappingMode: 'defineBelow', value };
		const conflicting = withParameters(json, 'Open case', { onExisting: 'conflict', caseFields });
		await run('Try with samples', [{}], conflicting);
		const again = await run('Try with samples', [{}], conflicting);
		expect(again.items('Say what was not recorded').length).toBeGreaterThan(0);
		const unowned = withParameters(json, 'Assign owner role', { rules: { values: [] } });
		const owned = await run('Try with samples', [{}], unowned);
		expect(owned.items('Assign owner role', 1).length).toBeGreaterThan(0);
	});

	test('all of its branches were taken', () => expect(branches.unseen).toEqual([]));
});
