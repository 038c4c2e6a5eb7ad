import type { IDataObject } from 'n8n-workflow';

import { TtlEscalationTrigger } from '../../nodes/TtlEscalationTrigger/TtlEscalationTrigger.node';
import type { TriageStore } from '../../storage';
import { campaignMishaps } from '../harness/mishaps';
import { PolledNode } from '../harness/polledNode';
import { packNodes, runWorkflow, type WorkflowJson, type WorkflowRun } from '../harness/runWorkflow';
import { useOwnStore } from '../harness/ownStore';
import { Branches, readTemplate, saidIn as said, withParameters } from '../harness/template';
import { answer, body, systemsThatWork, type Answer, type Call } from './pretendedSystems';

const template = readTemplate('triage-campaign-errors.json');
const nodes = [...packNodes, TtlEscalationTrigger];
const branches = new Branches(template);
const triggerName = 'When a retry is due';

const withNode = (name: string, parameters: object) => withParameters(template, name, parameters);

describe('the workflow that triages campaign errors', () => {
	let store: TriageStore;
	let trigger: PolledNode;
	let calls: Array<[id: string, call: Call]>;
	let working: Answer;
	useOwnStore((own) => {
		store = own;
	});
	beforeEach(async () => {
		calls = [];
		working = systemsThatWork();
		trigger = new PolledNode(TtlEscalationTrigger, template.nodes.find(({ name }) => name === triggerName)!.parameters);
		await trigger.poll();
	});

	const run = async (
		startNode: string,
		input: IDataObject[],
		systems: Answer = () => undefined,
		json: WorkflowJson = template,
	) => {
		const callWorkflow = (id: string, item: IDataObject) => {
			const call = item as unknown as Call;
			calls.push([id, call]);
			return systems(call) ?? working(call)!;
		};
		return branches.seen(await runWorkflow(json, { input, startNode, nodes, callWorkflow }));
	};
	const report = async (systems?: Answer, more: object = {}, json?: WorkflowJson) => {
		const result = await run('Receive campaign error', [{ body: { ...body, ...more } }], systems, json);
		expect(result.status).toBe('success');
		return result;
	};
	const minuteLater = async (systems?: Answer): Promise<WorkflowRun | null> => {
		const doNotFake = ['setImmediate', 'nextTick', 'setTimeout', 'clearTimeout'] as const;
		jest.useFakeTimers({ doNotFake: [...doNotFake], now: Date.now() + 60_000 });
		const due = await trigger.poll();
		if (due === null) return null;
		const inputs = due.map(({ json }) => json);
		return await run(triggerName, inputs, systems);
	};

	/** Systems of which one operation is answered by these statuses, one after the other, and then as it should be. */
	const failing = (operation: string, ...statuses: Array<number | null>): Answer => {
		const left = [...statuses];
		return (call) => (call.operation === operation && left.length > 0 ? answer(left.shift()!) : undefined);
	};
	const always =
		(operation: string, status: number | null): Answer =>
		(call) =>
			call.operation === operation ? answer(status) : undefined;
	const comes = (status: number, attempt: number) =>
		`The service answered with status ${status}; attempt ${attempt} of 3 comes at ….`;

	test('a report becomes a case with an owner, goes through all systems, and is closed on what was read again', async () => {
		const first = await report();
		expect(said(first)).toEqual({
			'Say who has it': [
				'Report R-1 is case C-0001, owned by MarketingOps-Data (backup Billing-Escalation). It is due …. Its steps begin now.',
			],
			'Say it is closed': ['Case C-0001 is closed as fixed: 5/5 checks passed. 7 steps are done.'],
		});
		expect(first.responses).toMatchObject([{ statusCode: 201, body: { case_id: 'C-0001' } }]);
		expect(calls.map(([id, { operation, case_id, key }]) => [id, operation, case_id, key])).toEqual([
			['TriageCrm0000001', 'update_contact', 'C-0001', 'R-1/enrich'],
			['TriageCampaigns1', 'suppress', 'C-0001', 'R-1/suppress'],
			['TriageBilling001', 'request_log', 'C-0001', 'R-1/log'],
			['TriageCrm0000001', 'find_contact', 'C-0001', 'R-1/read-contact'],
			['TriageCampaigns1', 'status', 'C-0001', 'R-1/read-member'],
			['TriageTicketing1', 'comment', 'C-0001', 'R-1/comment'],
			['TriageNotify0001', 'message', 'C-0001', 'R-1/tell'],
		]);
		const again = await report();
		expect(said(again)).toEqual({
			'Say it is known': ['Report R-1 came before and is case C-0001, in state resolved, owned by MarketingOps-Data.'],
		});
		expect(again.responses).toMatchObject([{ statusCode: 200 }]);
		expect(calls).toHaveLength(7);
	});

	test('enrichment that fails is tried again with the same key, and the steps after it follow', async () => {
		const systems = failing('update_contact', 500, 500);
		expect(said(await report(systems))['Say when it is tried again']).toEqual([
			`Case C-0001: enrichment_failed at 'Complete the contact'. ${comes(500, 2)}`,
		]);
		expect(said(await minuteLater(systems))).toEqual({
			'Say when it is tried again': [`Case C-0001: enrichment_failed at 'Complete the contact'. ${comes(500, 3)}`],
		});
		expect(said(await minuteLater(systems))).toEqual({
			'Say it is closed': ['Case C-0001 is closed as fixed: 5/5 checks passed. 7 steps are done.'],
		});
		expect(calls.filter(([, { key }]) => key === 'R-1/enrich')).toHaveLength(3);
		expect(await minuteLater()).toBeNull();
	});

	test('enrichment that never works ends with the backup role, which is told once and has a post-mortem task', async () => {
		const systems = always('update_contact', null);
		const [first] = said(await report(systems))['Say when it is tried again']!;
		expect(first).toMatch(/^Case C-0001: enrichment_failed at 'Complete the contact'\. .*attempt 2 of 3 comes at …\.$/);
		await minuteLater(systems);
		const [last] = said(await minuteLater(systems))['Say it is given up']!;
		expect(last).toMatch(
			/^Case C-0001: enrichment_failed at .* attempt 3 was the last\. Owner is Billing-Escalation\.$/,
		);
		const [told, ...others] = said(await minuteLater(systems))['Say who was told']!;
		expect(told).toMatch(
			/^Billing-Escalation was told: Case C-0001 \(No billing data\) needs a person: 'Complete the contact' is not tried any more\. .* post-mortem task\.$/,
		);
		expect(others).toEqual([]);
		expect(calls.at(-1)).toMatchObject([
			'TriageNotify0001',
			{ operation: 'message', key: expect.stringMatching(/^gave-up\/[0-9a-f]{32}$/) as string },
		]);
		expect(await store.getCase('C-0001')).toMatchObject({
			state: 'in-progress',
			owner: { role: 'Billing-Escalation', decided_by: 'escalation' },
			tasks: [{ type: 'post_mortem', owner_role: 'Billing-Escalation' }],
			steps: [{ name: 'Complete the contact', status: 'failed' }],
		});
		expect(await minuteLater(systems)).toBeNull();
	});

	test('what trying again would not change is given up at once, and nobody being told is said', async () => {
		const systems: Answer = (call) => always('suppress', 404)(call) ?? always('message', 500)(call);
		expect(said(await report(systems))['Say it is given up']).toEqual([
			"Case C-0001: suppression_failed at 'Suppress the contact'. The service answered with status 404; trying again would change nothing. Owner is Billing-Escalation.",
		]);
		const [untold] = said(await minuteLater(systems))['Say nobody was told']!;
		expect(untold).toMatch(
			/^Billing-Escalation was not told \(Answered with 500\): Case C-0001 \(No billing data\) needs/,
		);
	});

	test('a system that says that asking again is no use is taken at its word, whatever its status', async () => {
		const off: Answer = (call) => (call.operation === 'suppress' ? { ...answer(501), retryable: false } : undefined);
		expect(said(await report(off))['Say it is given up']).toEqual([
			"Case C-0001: suppression_failed at 'Suppress the contact'. The service answered with status 501. By its own account asking again is no use; trying again would change nothing. Owner is Billing-Escalation.",
		]);
	});

	test('connectors that are not published count as systems that do not answer', async () => {
		const systems: Answer = () => {
			throw new Error('Workflow is not active');
		};
		const [again] = said(await report(systems))['Say when it is tried again']!;
		expect(again).toContain("enrichment_failed at 'Complete the contact'");
		await minuteLater(systems);
		await minuteLater(systems);
		const [untold] = said(await minuteLater(systems))['Say nobody was told']!;
		expect(untold).toContain('Billing-Escalation was not told (Workflow is not active): ');
	});

	test.each(['suppress', 'request_log', 'comment', 'message'])(
		'%s that breaks off is tried again',
		async (operation) => {
			const systems: Answer = (call) => {
				if (call.operation === operation) throw new Error('The connection broke off');
				return undefined;
			};
			expect(said(await report(systems))['Say when it is tried again']![0]).toMatch(
				/_failed at '.+ attempt 2 of 3 comes/,
			);
		},
	);

	test('a tool that says yes and does nothing is found out, and an exception holds the case back', async () => {
		const dropped: Answer = ({ operation }) =>
			operation === 'suppress' ? answer(200, { status: 'suppressed' }) : undefined;
		const result = await report(dropped, { segment: 'standard' });
		expect(said(result)['Say what holds it back']).toEqual([
			'Case C-0001 stays open, with Campaign-Support. Suppression is there: found.member.status equals "suppressed" does not hold, it is "subscribed". Suppress the contact in the campaign tool by hand, and look whether it is. Triage sees to it in EX-0001.',
		]);
		expect(await store.getException('EX-0001')).toMatchObject({ owner_role: 'Triage', backup_role: 'Support-Lead' });
		expect(await store.getCase('C-0001')).toMatchObject({ state: 'in-progress', open_exceptions: ['EX-0001'] });
	});

	test('a case that no rule gives an owner is worked all the same, and not closed before a person has looked', async () => {
		const [held] = said(await report(undefined, { segment: '' }))['Say why it is not closed']!;
		expect(held).toMatch(/^Case C-0001 stays open, with Triage: .*EX-0001/);
	});

	test.each<[string, object, RegExp, number]>([
		['Say what is wrong', { campaign_id: undefined }, /campaign_id is missing.* It is kept as EX-0001\.$/, 422],
		['Say what is wrong', { customer: { ...body.customer, email: 'ada' } }, /customer\.email/, 422],
	])('%s: %j', async (name, more, message, statusCode) => {
		const result = await report(undefined, more);
		expect(said(result)[name]![0]).toMatch(message);
		expect(result.responses).toMatchObject([{ statusCode }]);
		expect(calls).toEqual([]);
	});

	test.each(campaignMishaps.notKept)(
		'a report that %s cannot keep (%j) is answered 503',
		async (name, parameters, message) => {
			const result = await report(undefined, {}, withNode(name, parameters));
			expect(said(result)['Say it was not kept']![0]).toMatch(/^The report was not kept: .+ Send it again\.$/);
			expect(said(result)['Say it was not kept']![0]).toContain(message);
			expect(result.responses).toMatchObject([{ statusCode: 503 }]);
			expect(calls).toEqual([]);
		},
	);

	test('a case that is conflicting is answered 503 as well', async () => {
		await report();
		const result = await report(undefined, {}, withNode('Open a case', { onExisting: 'conflict' }));
		expect(said(result)['Say it was not kept']![0]).toMatch(/^The report was not kept: .*C-0001/);
	});

	test('a report whose work had not begun is worked when it comes again', async () => {
		await report(undefined, {}, withNode('Begin the work', { newState: 'none' }));
		expect(said(await report())).toMatchObject({ 'Say it is closed': [expect.any(String)] });
		expect(await store.getTimer({ case_id: 'C-0001', name: 'Resolution' })).toMatchObject({ state: 'resolved' });
	});

	test.each(campaignMishaps.notRecorded)('what %s cannot record (%j) is said', async (name, parameters, message) => {
		const systems = /failed|retry/.test(name) ? always('suppress', 500) : undefined;
		const [words] = said(await report(systems, {}, withNode(name, parameters)))['Say what was not recorded']!;
		expect(words).toMatch(/^Case C-0001: not recorded: /);
		expect(words).toContain(message);
	});

	test('a step that was done for a case that is closed meanwhile is not recorded, and that is said', async () => {
		const systems = failing('message', 500);
		await report(systems);
		const kept = (await trigger.poll('manual'))![0]!.json;
		await minuteLater(systems);
		expect(await store.getCase('C-0001')).toMatchObject({ state: 'resolved' });
		const late = await run(triggerName, [kept]);
		expect(said(late)['Say what was not recorded']![0]).toMatch(/^Case C-0001: not recorded: .*Resolved/);
		const failed = await run(triggerName, [kept], always('message', 500));
		expect(said(failed)['Say it is given up']![0]).toMatch(
			/Case C-0001 is resolved, so none of its steps is tried again/,
		);
	});

	/** The workflow with a stand-in for the table of faults, which is n8n's own: one that writes, or one that fails. */
	const withTable = (type: string, value: string) => {
		const json = structuredClone(template);
		const assignments = [{ id: 'a', name: 'id', type, value }];
		const table = json.nodes.find(({ name }) => name === 'Put the fault in')!;
		const stand = { type: 'n8n-nodes-base.set', typeVersion: 3.4 };
		Object.assign(table, stand, { parameters: { assignments: { assignments }, options: {} } });
		return json;
	};

	test('samples are taken one by one, and faults go into the table of the demo', async () => {
		const result = await run('Try with samples', [{}], undefined, withTable('string', '0'));
		expect(result.items('Does the demo go wrong?').map(({ json }) => json.fault)).toMatchObject([
			{ connector: 'crm', kind: '500_twice' },
			{ connector: 'crm', kind: 'timeout' },
			{ connector: 'campaigns', kind: 'silent_drop' },
		]);
		expect(said(result)['Say it is closed']).toHaveLength(4);
		expect(said(result)['Say what is wrong']![0]).toContain('campaign_id is missing');
	});

	test('where the table of the demo cannot be used, it is said what to set up', async () => {
		const result = await run('Try with samples', [{}], undefined, withTable('number', '={{ "many" }}'));
		expect(said(result)['Say what to set up']).toHaveLength(3);
		expect(said(result)['Say what to set up']![0]).toMatch(
			/^The fault of the sample could not be put into the table triage_demo_faults \(.+\)\. Run the workflow Set up/,
		);
	});

	test('all of its branches were taken', () => expect(branches.unseen).toEqual([]));
});
