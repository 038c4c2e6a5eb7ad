import {
	alwaysOpen,
	caseClocks,
	clockEntryTypes,
	clockEventsOf,
	defaultClockPolicy,
	lintPolicies,
	type ClockEntry,
	type ClockPolicy,
} from '../../../core';
import { plus } from '../escalation/given';

let count = 0;
const entry = (minute: number, type: string, data: object = {}, refs: string[] = []): ClockEntry => ({
	entry_id: `entry-${(count += 1)}`,
	at: plus(minute),
	type,
	data: data as ClockEntry['data'],
	refs: refs.map((id) => ({ id, rel: 'outcome_of' as const })),
});
const opened = entry(10, 'case.opened', { priority: 'normal', to: 'queued' });
const assigned = (minute: number, decided_by: string, owner_role = 'Billing') =>
	entry(minute, 'owner.assigned', { owner_role, decided_by });
const kinds = (entries: ClockEntry[], receivedAt: string | null = null) =>
	clockEventsOf(entries, receivedAt).map(({ kind, at }) => `${kind} ${at.slice(11, 16)}`);

describe('what happened to a case, as clocks see it', () => {
	test('begins when the trigger came that led to it, and when it was opened where that came later or never', () => {
		expect(kinds([opened], plus(0))).toEqual(['opened 08:00']);
		expect(kinds([opened], plus(20))).toEqual(['opened 08:10']);
		expect(kinds([opened])).toEqual(['opened 08:10']);
		expect(clockEventsOf([], plus(0))).toEqual([]);
	});

	test('tells who assigned an owner: rules and models, people, the fallback, an escalation', () => {
		const deciders = ['rule', 'model', 'override', 'default', 'escalation'];
		const events = clockEventsOf([opened, ...deciders.map((by, minute) => assigned(20 + minute, by))], null);
		expect(events.slice(1).map((event) => 'by' in event && event.by)).toEqual([
			'rule',
			'rule',
			'manual',
			'default',
			'escalation',
		]);
	});

	test('takes a comment on the ticket as the answer once it is known to have been made', () => {
		const intent = entry(20, 'connector.intent', { connector: 'ticketing', method: 'comment' });
		const other = entry(21, 'connector.intent', { connector: 'ticketing', method: 'get' });
		const ok = { outcome: 'ok' };
		expect(kinds([opened, intent, entry(22, 'connector.outcome', { outcome: 'failed' }, [intent.entry_id])])).toEqual([
			'opened 08:10',
		]);
		expect(kinds([opened, other, entry(22, 'connector.outcome', ok, [other.entry_id])])).toEqual(['opened 08:10']);
		expect(kinds([opened, intent, entry(23, 'connector.outcome', ok, [intent.entry_id])])).toEqual([
			'opened 08:10',
			'answered 08:23',
		]);
	});

	test('follows states, priorities, ends and what goes on after them', () => {
		const entries = [
			opened,
			entry(20, 'state.changed', { from: 'queued', to: 'in-progress' }),
			entry(25, 'case.updated', { changed: ['priority'], priority: 'high' }),
			entry(26, 'case.updated', { changed: ['subject'] }),
			entry(30, 'case.closed', { from: 'in-progress', to: 'resolved', resolution: 'fixed' }),
			entry(40, 'case.reopened', { from: 'resolved', to: 'queued' }),
			entry(50, 'case.merged', { into: 'C-0002' }),
		];
		expect(kinds(entries).slice(1)).toEqual([
			'state_changed 08:20',
			'priority_changed 08:25',
			'resolved 08:30',
			'reopened 08:40',
			'merged 08:50',
		]);
		expect(kinds([...entries, entry(60, 'case.reopened')]).slice(5)).toEqual(['resolved 08:50', 'reopened 09:00']);
	});

	test('needs the types that it says, and no others', () => {
		expect(new Set(clockEntryTypes).size).toBe(clockEntryTypes.length);
		const others = ['timer.fired', 'note.added', 'qa.evaluated', 'command.refused'].map((type) => entry(20, type));
		expect(kinds([opened, ...others])).toEqual(['opened 08:10']);
	});
});

describe('the clocks of a case', () => {
	const policy: ClockPolicy = {
		id: 'standard',
		version: 3,
		clocks: [
			{ clock: 'resolution', budgets: { normal: { amount: 4, unit: 'hours' }, urgent: { amount: 1, unit: 'hours' } } },
			{ clock: 'triage', budgets: { normal: { amount: 30, unit: 'minutes' } } },
		],
	};
	const events = clockEventsOf([opened, assigned(20, 'rule')], plus(0));
	const at = plus(90);

	test('come with both sides of their time, without those that the policy does not have', () => {
		const { clocks, policy_id, if_paused, if_priority } = caseClocks(policy, alwaysOpen(), events, at);
		expect([policy_id, if_paused, if_priority]).toEqual(['standard', null, null]);
		expect(clocks.map(({ clock, state, outcome, time }) => [clock, state, outcome, time?.counted_seconds])).toEqual([
			['triage', 'stopped', 'met', 1200],
			['resolution', 'running', null, 5400],
		]);
	});

	test('say what a pause and another priority would do', () => {
		const asked = { pause_seconds: 3600, priority: 'urgent' } as const;
		const { if_paused, if_priority } = caseClocks(policy, alwaysOpen(), events, at, asked);
		expect(if_paused).toMatchObject([
			{ clock: 'resolution', before: { due_at: plus(240) }, after: { due_at: plus(300) } },
		]);
		expect(if_priority).toMatchObject([
			{
				clock: 'resolution',
				before: { outcome: null, budget_seconds: 14_400 },
				after: { outcome: 'breached', breached_by_change: true, budget_seconds: 3600, breached_at: at },
			},
		]);
	});

	test('that the pack brings are sound, and the default', () => {
		expect(lintPolicies([defaultClockPolicy])).toEqual([]);
		const { clocks } = caseClocks(defaultClockPolicy, alwaysOpen(), events, at);
		expect(clocks.map(({ clock, state }) => [clock, state])).toEqual([
			['triage', 'stopped'],
			['first_response', 'running'],
			['resolution', 'running'],
			['owner', 'running'],
		]);
	});
});
