import type { IDataObject } from 'n8n-workflow';

import { TtlEscalationTrigger } from '../../nodes/TtlEscalationTrigger/TtlEscalationTrigger.node';
import type { CaseCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { PolledNode } from '../harness/polledNode';
import { packNodes, runWorkflow } from '../harness/runWorkflow';
import { useOwnStore } from '../harness/ownStore';
import { Branches, readTemplate, withOnError, withParameters } from '../harness/template';
import { exceptionItem } from '../storage/exceptionContract';
import { context, openTicket, owner } from '../storage/subject';
import { chainOf, first, startOf, step } from '../storage/timers';

const json = readTemplate('escalate-overdue-cases.json');
const branches = new Branches(json);
const nodes = [...packNodes, TtlEscalationTrigger];

describe('the workflow that escalates overdue cases', () => {
	let store: TriageStore;
	useOwnStore((own) => {
		store = own;
	});

	const openCase = async (case_id: string) => {
		await openTicket(store, case_id);
		await store.execute({ case_id }, owner, context());
	};
	/** A case with an owner, whose timer began half an hour ago. */
	const startTimer = async (case_id: string, chain = chainOf([step('@owner', 20)])) => {
		await openCase(case_id);
		const started_at = new Date(Date.now() - 30 * 60_000).toISOString();
		await store.executeTimer({ ...first, case_id }, startOf(chain, { started_at }), context());
	};
	const trigger = () => {
		const parameters = json.nodes.find(({ name }) => name === 'When a timer is due')!.parameters;
		return new PolledNode(TtlEscalationTrigger, parameters);
	};
	const run = async (input: IDataObject[], startNode = 'When a timer is due', flow = json) =>
		branches.seen(await runWorkflow(flow, { input, startNode, nodes, mode: 'trigger' }));

	test('hands over an exception that nobody acknowledged, under its own name', async () => {
		await openCase('C-0001');
		const [opened] = await store.openExceptions([exceptionItem({ ttl_seconds: 60 })]);
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'setTimeout'], now: Date.now() + 61_000 });
		const due = (await trigger().poll()) ?? [];
		jest.useRealTimers();
		const { exception_id } = opened!.exception;
		expect(due).toMatchObject([{ json: { triage: { exception_id, case_id: 'C-0001' } } }]);
		const result = await run(due.map((item) => item.json));
		expect(result.items('Say what happened')[0]?.json.message).toMatch(
			/^Exception EX-0001 \(No answer\) is yours now: nobody acted in time\./,
		);
	});

	test('tells, hands over, asks and calls the last resort, each by its own branch, and keeps each notice', async () => {
		await startTimer('C-0001');
		await startTimer('C-0002', chainOf([step('@backup', 20, { action: 'reassign' })]));
		await startTimer(
			'C-0003',
			chainOf([step('Lead', 20)], { on_exhausted: { fallback_role: 'Triage', wait_seconds: 60 } }),
		);
		const off = { members: [{ id: 'ada', on_duty: false }] };
		await store.executeDefinition({ kind: 'role', name: 'Night' }, { kind: 'save', body: off }, context());
		await startTimer('C-0004', chainOf([step('Night', 20)]));
		await openCase('C-0005');
		const lapsing = startOf(chainOf([step('Lead', 20)], { ack_ttl_seconds: 1 }));
		await store.executeTimer({ ...first, case_id: 'C-0005' }, lapsing, context());
		await store.executeTimer({ ...first, case_id: 'C-0005' }, { kind: 'acknowledge', by_role: 'Billing' }, context());
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'setTimeout'], now: Date.now() + 1000 });
		const due = (await trigger().poll()) ?? [];
		jest.useRealTimers();
		const result = await run(due.map((item) => item.json));
		expect(result.status).toBe('success');
		const told = (name: string) =>
			result
				.items(name)
				.map(({ json: { case_id, to_role } }) => `${String(case_id)} to ${String(to_role)}`)
				.sort();
		expect({
			remind: told('Remind the role'),
			handOver: told('Hand over the case'),
			ask: told('Ask who took it'),
			last: told('Call the last resort'),
			lost: result.items('Say it was not kept'),
		}).toEqual({
			remind: ['C-0001 to Billing', 'C-0003 to Lead', 'C-0005 to Lead'],
			handOver: ['C-0002 to Finance-Lead'],
			ask: ['C-0005 to Billing'],
			// Nobody reachable, and with it no step left.
			last: ['C-0003 to Triage', 'C-0004 to Triage', 'C-0004 to Triage'],
			lost: [],
		});
		const runs = result.nodes['Say what happened'] ?? [];
		const said = runs.flatMap(({ outputs }) => outputs[0] ?? []).map((item) => item.json);
		expect(said).toHaveLength(due.length);
		expect(said).toContainEqual({
			message:
				'Case C-0002 (Billing data is missing) is yours now: nobody acted in time. Acknowledge it, or the next role gets it.' +
				` This comes late: it was due ${(await store.getTimer({ ...first, case_id: 'C-0002' }))!.records[0]!.due_at}.`,
			to_role: 'Finance-Lead',
			case_id: 'C-0002',
			event_id: 'C-0002/1/1/1',
		});
		for (const case_id of ['C-0001', 'C-0002', 'C-0003', 'C-0004', 'C-0005']) {
			expect((await store.readTimeline(case_id)).map(({ type }) => type)).toContain('record.snapshot');
		}
	});

	test('tells who has to find somebody for a case, and who has one that is passed around, and keeps both notices', async () => {
		const send = async (case_id: string, ...commands: CaseCommand[]) => {
			for (const command of commands) await store.execute({ case_id }, command, context());
		};
		const work: CaseCommand = { kind: 'change_state', to: 'in-progress' };
		const wait: CaseCommand = { kind: 'change_state', to: 'waiting-for-systems', systems: ['crm'], ttl_seconds: 60 };
		const alone = { ...owner, backup_role: null };
		const transfer = (owner_role: string) =>
			({ kind: 'transfer', owner_role, backup_role: null, reason: 'They know it' }) as const;
		for (const id of ['C-0001', 'C-0002', 'C-0003']) {
			await openTicket(store, id);
			await send(id, { kind: 'update', mode: 'live' });
		}
		const node = trigger();
		// From here on it reads.
		expect(await node.poll()).toBeNull();
		await send('C-0002', alone, transfer('Product'), transfer('Billing'));
		await send('C-0003', { ...alone, owner_role: 'Lead' }, work, wait);
		const off = { members: [{ id: 'ada', on_duty: false }] };
		await store.executeDefinition({ kind: 'role', name: 'Billing' }, { kind: 'save', body: off }, context());
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'setTimeout'], now: Date.now() + 20 * 60_000 });
		const due = (await node.poll()) ?? [];
		jest.useRealTimers();
		const result = await run(due.map((item) => item.json));
		expect(result.status).toBe('success');
		const said = (name: string) =>
			result.items(name).map(({ json: { message, to_role } }) => `${String(to_role)}: ${String(message)}`);
		const found = said('Find somebody for it');
		expect(found.map((one) => one.replace(/since \d{4}-.+?Z/, 'since then'))).toEqual([
			'Triage: Case C-0001 (Billing data is missing): nobody owns it, since then. EX-0001 is yours; it closes by itself once the case can be acted on.',
			'Triage: Case C-0002 (Billing data is missing): nobody of its owner and backup role takes work, since then. EX-0002 is yours; it closes by itself once the case can be acted on.',
			'Triage: Case C-0003 (Billing data is missing): its time limit passed and nobody was told, since then. EX-0003 is yours; it closes by itself once the case can be acted on.',
		]);
		expect(said('Say it is passed around')).toEqual([
			'Billing: Case C-0002 (Billing data is missing) is passed around too much: 2 changes of owner. Rules leave it with you now. Agree with the roles before on who keeps it.',
		]);
		expect(result.items('Say it was not kept')).toEqual([]);
		for (const case_id of ['C-0001', 'C-0002', 'C-0003']) {
			expect((await store.readTimeline(case_id)).map(({ type }) => type)).toContain('record.snapshot');
		}
	});

	test('says what was not kept, where the case of a notice is not there', async () => {
		await startTimer('C-0001');
		const [due] = (await trigger().poll()) ?? [];
		const triage = { ...(due!.json.triage as IDataObject), case_id: 'C-0404' };
		for (const flow of [json, withOnError(json, 'Keep the notice as evidence', 'continueRegularOutput')]) {
			const result = await run([{ triage }], 'When a timer is due', flow);
			expect(result.items('Say what happened')).toEqual([]);
			expect(result.items('Say it was not kept').map((item) => item.json)).toEqual([
				{ message: "The notice of C-0001/1/1/1 was not kept as evidence: There is no case 'C-0404'" },
			]);
		}
	});

	test('the sample opens a case with a timer of two minutes, and says what is to come', async () => {
		const result = await run([{}], 'Try with a sample');
		expect(result.items('Say why not')).toEqual([]);
		const [item] = result.items('Say what to expect');
		expect(item?.json.message).toMatch(
			/^Case C-0001 is due .+Z\. If nobody acts: MarketingOps-Data at .+, Billing-Escalation at .+, Triage at .+ UTC\. Publish/,
		);
		expect(await store.findTimers()).toMatchObject([{ case_id: 'C-0001', state: 'running', budget_seconds: 120 }]);
	});

	test('a sample that has a case already, or that no rule gives an owner, is told as such', async () => {
		const value = { source: 'sample', ticket_id: 'T-1' };
		const caseFields = { mappingMode: 'defineBelow', value };
		const conflicting = withParameters(json, 'Open case', { onExisting: 'conflict', caseFields });
		await run([{}], 'Try with a sample', conflicting);
		const again = await run([{}], 'Try with a sample', conflicting);
		expect(again.items('Say why not').length).toBeGreaterThan(0);
		const unowned = withParameters(json, 'Assign owner role', { rules: { values: [] } });
		const owned = await run([{}], 'Try with a sample', unowned);
		expect(owned.items('Assign owner role', 1).length).toBeGreaterThan(0);
		const other = { ...caseFields, value: { ...value, ticket_id: 'T-2' } };
		const opened = withParameters(json, 'Open case', { caseFields: other });
		const stopped = withParameters(opened, 'Start the timer', { operation: 'stop', reason: 'None' });
		const refused = await run([{}], 'Try with a sample', stopped);
		expect(String(refused.items('Say why not')[0]?.json.message)).toMatch(/^No timer runs: /);
	});

	test('all of its branches were taken', () => expect(branches.unseen).toEqual([]));
});
