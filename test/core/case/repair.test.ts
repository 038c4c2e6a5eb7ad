import fc from 'fast-check';

import {
	alwaysOpen,
	clockEventsOf,
	clockStatus,
	decideCase,
	forecastClocks,
	repairedClocks,
	type ClockEntry,
	type ClockPolicyVersion,
	type RepairClocks,
} from '../../../core';
import { plus } from '../escalation/given';
import { GivenCase, opening } from './given';

/** Versions of one policy with so many hours to resolve a case, each in force an hour after the one before. */
const versionsOf = (...hours: number[]): ClockPolicyVersion[] =>
	hours.map((amount, index) => ({
		effective_from: plus(index * 60),
		policy: {
			id: 'Gold',
			version: index + 1,
			clocks: [{ clock: 'resolution', budgets: { normal: { amount, unit: 'hours' } } }],
		},
	}));

const entryOf = (minute: number, type: string, data: object): ClockEntry => ({
	entry_id: `${type} ${minute}`,
	at: plus(minute),
	type,
	data: data as ClockEntry['data'],
	refs: [],
});
const opened = entryOf(30, 'case.opened', { priority: 'normal' });

const repair = (more: Partial<RepairClocks> = {}): RepairClocks => ({
	kind: 'repair_clocks',
	policy: 'Gold',
	policy_version: 2,
	calendar: 'Around the clock',
	changes: [
		{
			clock: 'resolution',
			before: { budget_seconds: 28_800, due_at: plus(510), outcome: null },
			after: { budget_seconds: 14_400, due_at: null, outcome: 'breached' },
		},
	],
	...more,
});

test('a repair is kept with both sides of every clock that it moves', () => {
	expect(decideCase(new GivenCase([opening]).state, repair(), plus(0))).toEqual({
		outcome: 'accepted',
		entries: [
			{
				type: 'clocks.repaired',
				data: {
					policy: 'Gold',
					policy_version: 2,
					calendar: 'Around the clock',
					clocks: ['resolution'],
					budgets_before: ['28800'],
					budgets_after: ['14400'],
					due_before: [plus(510)],
					due_after: ['none'],
					outcomes_before: ['none'],
					outcomes_after: ['breached'],
				},
			},
		],
	});
	expect(decideCase(new GivenCase([opening]).state, repair({ changes: [] }), plus(0))).toEqual({
		outcome: 'unchanged',
	});
});

test('what was counted on another version of the case is refused, and nothing is written', () => {
	expect(decideCase(new GivenCase([opening]).state, repair(), plus(0), 99)).toMatchObject({
		outcome: 'refused',
		refusal: { code: 'CASE_VERSION_CONFLICT' },
		entries: [],
	});
});

test('whatever versions there are: a repair comes to what its dry run said, by the version it names, and moves nothing again', () => {
	const hours = fc.integer({ min: 1, max: 40 });
	fc.assert(
		fc.property(
			fc.array(hours, { minLength: 1, maxLength: 5 }),
			fc.integer({ min: 300, max: 3000 }),
			(list, minute) => {
				const versions = versionsOf(...list);
				const { version } = versions.at(-1)!.policy;
				const now = plus(minute);
				const events = clockEventsOf([opened], null, 'Gold');
				const repaired = { kind: 'repaired', at: now, policy_version: version } as const;
				const planned = forecastClocks(versions, alwaysOpen(), events, now, [repaired]);
				const kept = entryOf(minute, 'clocks.repaired', { policy: 'Gold', policy_version: version });
				const after = clockEventsOf([opened, kept], null, 'Gold');
				const [clock] = clockStatus(versions, alwaysOpen(), after, now).clocks.filter(({ state }) => state !== 'none');
				expect([clock!.policy_version, clock!.budget_seconds]).toEqual([version, list.at(-1)! * 3600]);
				for (const { after: said } of planned) expect(clock).toMatchObject(said);
				expect(planned.length > 0).toBe(version !== 1);
				expect(forecastClocks(versions, alwaysOpen(), after, now, [repaired])).toEqual([]);
				expect(repairedClocks(planned).map((each) => each.clock)).toEqual(planned.map((each) => each.clock));
				// By another policy the repair does not count.
				expect(clockEventsOf([opened, kept], null, 'Silver')).toEqual(events);
			},
		),
	);
});
