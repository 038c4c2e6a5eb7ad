import {
	alwaysOpen,
	escalationSteps,
	plannedSteps,
	rearmEscalation,
	TriageError,
	type EscalationChain,
	type EscalationRun,
} from '../../../core';
import { calendars } from '../time/calendars';
import { Case, chain, minutesOf, on, plus, step } from './given';

const threeSteps = chain([step('A', 30), step('B', 30), step('C', 30)]);
const acked = (minutes: number, by_role = 'A') => on(minutes, { kind: 'acked', by_role });

/** Everything a case comes to, swept every minute. */
function history(escalation: Case, until: number, skipped = false): string[] {
	return Array.from({ length: until + 1 }, (_, minute) => {
		const swept = escalation.sweep(minute);
		const told = skipped ? [...swept.skipped, ...swept.due] : swept.due;
		return told.map(({ kind, target_role }) => `${minute} ${kind}${target_role === null ? '' : ` ${target_role}`}`);
	}).flat();
}

describe('targets', () => {
	test('the backup stands in for an empty role', () => {
		const escalation = new Case(chain([step('A', 30, { backup_role: 'B' })]), { empty_roles: ['A'] });
		expect(escalation.sweep(30).due).toMatchObject([{ kind: 'notify', target_role: 'B', is_backup: true }]);
	});

	test('nobody is told twice in a row: the step is passed at once', () => {
		const escalation = new Case(chain([step('A', 30), step('A', 30), step('B', 30)]));
		expect(history(escalation, 90, true)).toEqual(['30 notify A', '60 duplicate_target A', '60 notify B']);
	});

	test('a backup who was told already is not told again by a step of its own', () => {
		const steps = [step('A', 30, { backup_role: 'B' }), step('B', 30), step('C', 30)];
		const escalation = new Case(chain(steps), { empty_roles: ['A'] });
		expect(history(escalation, 60, true)).toEqual(['30 notify B', '60 duplicate_target B', '60 notify C']);
	});

	test('the same role is told again in the next pass', () => {
		const escalation = new Case(chain([step('A', 30)], { repeat: { from_step: 1, times: 2 } }));
		expect(history(escalation, 90)).toEqual(['30 notify A', '60 notify A', '90 notify A']);
	});

	test('a pass that finds nobody goes to the fallback role, and the next pass waits its time', () => {
		const empty = { ...threeSteps, repeat: { from_step: 2, times: 1 } };
		const escalation = new Case(empty, { empty_roles: ['A', 'B', 'C'] });
		expect(history(escalation, 500)).toEqual([
			'30 no_one_reachable Triage',
			'60 no_one_reachable Triage',
			'60 exhausted Triage',
		]);
	});

	test('a role that has got members since rewrites nothing', () => {
		const escalation = new Case(threeSteps, { empty_roles: ['A'] });
		expect(escalation.told(30)).toEqual(['notify B']);
		escalation.run = { ...escalation.run, empty_roles: [] };
		expect(escalation.told(59)).toEqual([]);
		expect(escalation.told(60)).toEqual(['notify C']);
	});

	test('action and response window of a step are carried along', () => {
		const window = { amount: 2, unit: 'business_hours' } as const;
		const escalation = new Case(chain([step('A', 0, { action: 'reassign_to_backup', window })]));
		expect(escalation.sweep(0).due).toMatchObject([{ action: 'reassign_to_backup', window, due_at: plus(0) }]);
	});
});

describe('an acknowledgement', () => {
	test('holds while its owner is active, three times without evidence', () => {
		const activity = (minutes: number) => on(minutes, { kind: 'activity', by_role: 'A', what: 'comment' });
		const escalation = new Case(threeSteps).happen(
			acked(20),
			activity(100),
			activity(200),
			activity(300),
			activity(400),
		);
		expect(history(escalation, 419)).toEqual([]);
		expect(escalation.lookAt(419).ack).toEqual({ by_role: 'A', expires_at: plus(420), renewals_left: 0 });
		expect(escalation.told(420)).toEqual(['ack_expired A', 'notify B']);
	});

	test('holds on evidence without limit', () => {
		const evidence = Array.from({ length: 10 }, (_, index) =>
			on(100 * (index + 1), { kind: 'activity', by_role: 'A', what: 'evidence' }),
		);
		const escalation = new Case({ ...threeSteps, max_ack_renewals: 0 }).happen(acked(20), ...evidence);
		expect(history(escalation, 1119)).toEqual([]);
		expect(escalation.told(1120)).toEqual(['ack_expired A', 'notify B']);
	});

	test('is not prolonged by what others do', () => {
		const other = on(100, { kind: 'activity', by_role: 'B', what: 'evidence' });
		expect(new Case(threeSteps).happen(acked(20), other).told(140)).toEqual(['ack_expired A', 'notify B']);
	});

	test('of what was told leads on to the step after it', () => {
		const escalation = new Case(threeSteps).happen(acked(45));
		expect(history(escalation, 165)).toEqual(['30 notify A', '165 ack_expired A', '165 notify B']);
		expect(history(escalation, 195).filter((line) => line.startsWith('195'))).toEqual(['195 notify C']);
	});

	test('by somebody else takes its place', () => {
		const escalation = new Case(threeSteps).happen(acked(20), acked(80, 'Lead'));
		expect(history(escalation, 200)).toEqual(['200 ack_expired Lead', '200 notify B']);
	});

	test('twice runs out twice, each under its own id', () => {
		const escalation = new Case(threeSteps).happen(acked(20), acked(150));
		expect(escalation.sweep(140).due[0]?.id).toBe('C-0001/1/ack_expired-1');
		expect(escalation.sweep(270).due[0]?.id).toBe('C-0001/1/ack_expired-2');
	});

	test('of the last step leads to the next pass, and then to the end', () => {
		const one = chain([step('A', 30)], { repeat: { from_step: 1, times: 1 } });
		const escalation = new Case(one).happen(acked(40), acked(170));
		expect(history(escalation, 300)).toEqual([
			'30 notify A',
			'160 ack_expired A',
			'160 notify A',
			'290 ack_expired A',
			'290 exhausted Triage',
		]);
	});

	test('of a chain with one step, before that step, leads to that step', () => {
		const escalation = new Case(chain([step('B', 30)])).happen(acked(20));
		expect(history(escalation, 140)).toEqual(['140 ack_expired A', '140 notify B']);
	});

	test('does not hold back a step that only resolving stops', () => {
		const steps = [step('A', 30), step('Head', 60, { condition: 'not_resolved' }), step('C', 30)];
		const escalation = new Case(chain(steps)).happen(acked(20));
		expect(history(escalation, 140, true)).toEqual([
			'90 acked A',
			'90 notify Head',
			'140 ack_expired A',
			'140 notify C',
		]);
	});

	test('counts its life in business time', () => {
		const start = '2025-06-03T14:00:00.000Z';
		const escalation = new Case(threeSteps, { calendar: calendars.C1, started_at: start });
		escalation.happen({ kind: 'acked', at: start, by_role: 'A' });
		const { ack } = escalation.lookAt(minutesOf(start)!);
		expect(ack?.expires_at).toBe('2025-06-04T08:00:00.000Z');
	});

	test('that came before the late sweep keeps it silent', () => {
		const swept = new Case(threeSteps).happen(acked(70)).sweep(80);
		expect(swept.due).toEqual([]);
		expect(swept.skipped.map(({ kind, step: index }) => [kind, index])).toEqual([
			['skipped_catchup', 1],
			['skipped_catchup', 2],
		]);
	});

	test('that is learned of after the step was told changes nothing that was told', () => {
		const escalation = new Case(threeSteps);
		expect(escalation.told(30)).toEqual(['notify A']);
		escalation.happen(acked(29));
		expect(escalation.told(31)).toEqual([]);
		expect(escalation.told(149)).toEqual(['ack_expired A', 'notify B']);
	});
});

describe('resolving', () => {
	test('ends everything at once, also an acknowledgement and what a late sweep would have told', () => {
		const escalation = new Case(threeSteps).happen(acked(20), on(50, { kind: 'resolved' }));
		expect(escalation.lookAt(1000)).toMatchObject({
			due: [],
			state: 'resolved',
			next: null,
			next_due_at: null,
			ack: null,
		});
		const late = new Case(threeSteps).happen(on(50, { kind: 'resolved' })).sweep(60);
		expect(late.due).toEqual([]);
		expect(late.skipped).toMatchObject([{ kind: 'skipped_catchup', step: 1 }]);
	});

	test('stopping does the same', () => {
		const escalation = new Case(threeSteps).happen(on(20, { kind: 'stopped', reason: 'Handled by phone' }));
		expect(escalation.lookAt(1000)).toMatchObject({ due: [], skipped: [], state: 'stopped', next_due_at: null });
	});
});

describe('forcing', () => {
	const forced = (minutes: number) => on(minutes, { kind: 'forced', actor: 'dana', reason: 'VIP' });

	test('tells the next step at once, in spite of acknowledgement and pause, with actor and reason', () => {
		const escalation = new Case(threeSteps).happen(acked(10), on(15, { kind: 'paused' }), forced(20));
		const swept = escalation.sweep(20);
		expect(swept.due).toMatchObject([
			{ kind: 'notify', target_role: 'A', due_at: plus(20), forced: { actor: 'dana', reason: 'VIP' } },
		]);
		expect(swept).toMatchObject({ state: 'paused', ack: null });
		escalation.happen(on(60, { kind: 'resumed' }));
		expect(history(escalation, 90)).toEqual(['90 notify B']);
	});

	test('tells the next one where the role is empty, and somebody who was told already', () => {
		const escalation = new Case(chain([step('A', 30), step('B', 30), step('A', 30)]), { empty_roles: ['B'] }).happen(
			forced(40),
		);
		expect(history(escalation, 60, true)).toEqual(['30 notify A', '40 no_target', '40 notify A']);
	});

	test('ends a chain whose last step was told, and is nothing after the end', () => {
		const escalation = new Case(chain([step('A', 30)])).happen(forced(40), forced(50));
		expect(history(escalation, 60)).toEqual(['30 notify A', '40 exhausted Triage']);
	});

	test.each([[{ actor: '', reason: 'VIP' }], [{ actor: 'dana' }], [{ actor: 'dana', reason: ' ' }]])(
		'asks for actor and reason: %j',
		(who) => {
			const event = { kind: 'forced', at: plus(20), ...who } as never;
			expect(() => new Case(threeSteps).happen(event).lookAt(30)).toThrow(/^Event 0: '\/(actor|reason)' is/);
		},
	);
});

describe('waiting', () => {
	test('stands still while the run is paused', () => {
		const escalation = new Case(threeSteps).happen(on(10, { kind: 'paused' }), on(50, { kind: 'resumed' }));
		expect(escalation.lookAt(20)).toMatchObject({ state: 'paused', next: null, next_due_at: null });
		expect(history(escalation, 100)).toEqual(['70 notify A', '100 notify B']);
	});

	test('counts in business time or around the clock', () => {
		const start = '2025-06-03T14:30:00.000Z';
		const mixed = chain([step('A', 60), step('B', 60, { wait_basis: 'wall' })]);
		const escalation = new Case(mixed, { calendar: calendars.C1, started_at: start });
		const planned = plannedSteps(mixed, escalation.run, start).map(({ notify_at }) => notify_at);
		expect(planned.slice(0, 2)).toEqual(['2025-06-04T07:30:00.000Z', '2025-06-04T08:30:00.000Z']);
	});

	test('for opening hours moves what is told, not what is due', () => {
		const start = '2025-06-03T16:00:00.000Z';
		const office = chain([
			step('A', 60, { wait_basis: 'wall', only_within: calendars.C1 }),
			step('B', 60, { wait_basis: 'wall' }),
		]);
		const escalation = new Case(office, { started_at: start });
		const opening = minutesOf('2025-06-04T07:00:00.000Z')!;
		expect(escalation.told(opening - 1)).toEqual([]);
		expect(escalation.sweep(opening).due).toMatchObject([
			{ target_role: 'A', due_at: '2025-06-03T17:00:00.000Z', notify_at: '2025-06-04T07:00:00.000Z' },
		]);
		expect(escalation.told(opening + 60)).toEqual(['notify B']);
	});

	test('a step that is due in the pause of a night but told in the morning is stopped by what happens in between', () => {
		const start = '2025-06-03T16:00:00.000Z';
		const office = chain([step('A', 60, { wait_basis: 'wall', only_within: calendars.C1 })]);
		const escalation = new Case(office, { started_at: start });
		escalation.happen({ kind: 'acked', at: '2025-06-04T06:59:00.000Z', by_role: 'A' });
		expect(escalation.told(minutesOf('2025-06-04T07:00:00.000Z')!)).toEqual([]);
	});

	test('is without end where the hours of a step never come', () => {
		const fair = {
			name: 'Fair',
			timezone: 'UTC',
			hours: {},
			overrides: { '2025-06-03': [['09:00', '10:00'] as const] },
		};
		const late = new Case(chain([step('A', 120, { only_within: fair })])).lookAt(1000);
		expect(late).toMatchObject({ due: [], next: null, next_due_at: null, state: 'active' });
	});

	test('holds what comes due outside hours until the pause that followed is over', () => {
		const start = '2025-06-03T16:00:00.000Z';
		const office = chain([step('A', 60, { wait_basis: 'wall', only_within: calendars.C1 })]);
		const escalation = new Case(office, { started_at: start });
		escalation.happen(
			{ kind: 'paused', at: '2025-06-04T06:00:00.000Z' },
			{ kind: 'resumed', at: '2025-06-04T16:00:00.000Z' },
		);
		expect(escalation.lookAt(minutesOf('2025-06-04T16:00:00.000Z')!).next?.notify_at).toBe('2025-06-05T07:00:00.000Z');
	});

	test('for marks of a clock follows the clock, pauses and all', () => {
		const marks = chain([
			{ target_role: 'A', percent: 50 },
			{ target_role: 'B', after_deadline_seconds: 600 },
		]);
		const clock = { started_at: plus(0), budget_seconds: 3600, pauses: [{ from: plus(10), to: plus(20) }] };
		expect(history(new Case(marks, { clock }), 100)).toEqual(['40 notify A', '80 notify B']);
		expect(new Case(marks).lookAt(1000)).toMatchObject({ due: [], next: null });
	});
});

test('steps of one instant are told together, in order, also by a late sweep', () => {
	const together = chain([step('A', 30), step('B', 30), step('C', 0), step('D', 30)]);
	expect(history(new Case(together), 60)).toEqual(['30 notify A', '60 notify B', '60 notify C']);
	expect(new Case(together).told(70)).toEqual(['notify B', 'notify C']);
});

describe('what is planned', () => {
	test('is told before it occurs, and then occurs so', () => {
		const repeated = { ...threeSteps, repeat: { from_step: 3, times: 1 } };
		const escalation = new Case(repeated);
		const planned = plannedSteps(repeated, escalation.run, plus(0));
		expect(
			planned.map(({ pass, step: index, target_role, notify_at }) => [pass, index, target_role, minutesOf(notify_at)]),
		).toEqual([
			[1, 1, 'A', 30],
			[1, 2, 'B', 60],
			[1, 3, 'C', 90],
			[2, 3, 'C', 120],
			[2, null, 'Triage', 240],
		]);
		expect(history(escalation, 300)).toEqual(
			planned.map(
				({ step: index, target_role, notify_at }) =>
					`${minutesOf(notify_at)} ${index === null ? 'exhausted' : 'notify'} ${target_role}`,
			),
		);
	});

	test('names the next step, and what comes when an acknowledgement runs out', () => {
		const escalation = new Case(threeSteps).happen(acked(20));
		expect(escalation.lookAt(10)).toMatchObject({
			state: 'active',
			next: { pass: 1, step: 1, target_role: 'A', notify_at: plus(30) },
			next_due_at: plus(30),
		});
		expect(escalation.lookAt(25)).toMatchObject({
			state: 'acked',
			next: { pass: 1, step: 2, target_role: 'B', notify_at: plus(140) },
			next_due_at: plus(140),
		});
	});
});

test('re-arming starts another run with the new version, under new ids', () => {
	const escalation = new Case(chain([step('A', 30)]));
	expect(history(escalation, 200)).toEqual(['30 notify A', '150 exhausted Triage']);
	const edited = { ...chain([step('B', 10)]), version: 2 };
	const rearmed = rearmEscalation(edited, escalation.run, plus(300));
	const { due } = escalationSteps(edited, rearmed, plus(310));
	expect(due).toMatchObject([{ id: 'C-0001/2/1/1', target_role: 'B' }]);
	expect(() => rearmEscalation(edited, rearmed, plus(0))).toThrow("'at' is before the run began");
});

const withStep = (part: object) => ({ ...threeSteps, steps: [{ ...step('A', 30), ...part }] });

test.each<[string, unknown, string]>([
	['no object', null, ''],
	['no id', { ...threeSteps, id: 5 }, '/id'],
	['no version', { ...threeSteps, version: 0 }, '/version'],
	['no steps', { ...threeSteps, steps: [] }, '/steps'],
	['twenty-one steps', { ...threeSteps, steps: Array.from({ length: 21 }, () => step('A', 1)) }, '/steps'],
	['a step that is none', { ...threeSteps, steps: ['A'] }, '/steps/0'],
	['a step without a role', withStep({ target_role: '' }), '/steps/0/target_role'],
	['a step without a time', withStep({ wait_seconds: undefined }), '/steps/0'],
	['a step with two times', withStep({ percent: 50 }), '/steps/0'],
	['a negative wait', withStep({ wait_seconds: -1 }), '/steps/0/wait_seconds'],
	['an endless wait', withStep({ wait_seconds: Infinity }), '/steps/0/wait_seconds'],
	['an unknown basis', withStep({ wait_basis: 'moon' }), '/steps/0/wait_basis'],
	['an unknown condition', withStep({ condition: 'always' }), '/steps/0/condition'],
	[
		'hours that never open',
		withStep({ only_within: { name: 'N', timezone: 'UTC', hours: {} } }),
		'/steps/0/only_within/hours',
	],
	['an unknown key', withStep({ target: 'A' }), '/steps/0/target'],
	['six repeats', { ...threeSteps, repeat: { from_step: 1, times: 6 } }, '/repeat/times'],
	['a repeat from nowhere', { ...threeSteps, repeat: { from_step: 4, times: 1 } }, '/repeat/from_step'],
	[
		'a repeat of marks',
		{ ...withStep({ wait_seconds: undefined, percent: 50 }), repeat: { from_step: 1, times: 1 } },
		'/repeat/from_step',
	],
	['no end', { ...threeSteps, on_exhausted: undefined }, '/on_exhausted'],
	['nobody at the end', { ...threeSteps, on_exhausted: { fallback_role: null } }, '/on_exhausted/fallback_role'],
	['acknowledgements without a life', { ...threeSteps, ack_ttl_seconds: 0 }, '/ack_ttl_seconds'],
	['half a renewal', { ...threeSteps, max_ack_renewals: 0.5 }, '/max_ack_renewals'],
])('a chain with %s is refused', (_, broken, pointer) => {
	const run: EscalationRun = {
		case_id: 'C-0001',
		run: 1,
		chain_version: 1,
		started_at: plus(0),
		calendar: alwaysOpen(),
		events: [],
		recorded: [],
	};
	try {
		escalationSteps(broken as EscalationChain, run, plus(30));
	} catch (error) {
		expect(error).toBeInstanceOf(TriageError);
		expect(error).toMatchObject({ code: 'CHAIN_INVALID', details: { findings: [{ pointer }] } });
		return;
	}
	throw new Error('Nothing was refused');
});

test.each<[string, unknown]>([
	['no list', 'soon'],
	['null', [null]],
	['an unknown kind', [{ kind: 'toString', at: plus(1) }]],
	['an acknowledgement by nobody', [{ kind: 'acked', at: plus(1) }]],
	['an unknown activity', [{ kind: 'activity', at: plus(1), by_role: 'A', what: 'thought' }]],
	['no instant', [{ kind: 'resolved' }]],
	['too many', Array.from({ length: 10_001 }, () => on(1, { kind: 'paused' }))],
])('events with %s are refused', (_, events) => {
	const escalation = new Case(threeSteps, { events: events as [] });
	expect(() => escalation.lookAt(30)).toThrow(TriageError);
});

test('ten thousand events are followed in no time', () => {
	const events = Array.from({ length: 10_000 }, (_, index) =>
		on(index / 1000, { kind: index % 2 === 0 ? 'paused' : 'resumed' }),
	);
	expect(minutesOf(new Case(threeSteps).happen(...events).lookAt(20).next_due_at)).toBe(35);
});
