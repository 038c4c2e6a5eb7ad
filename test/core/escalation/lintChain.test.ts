import {
	alwaysOpen,
	lintChain,
	lintTimedChain,
	type Calendar,
	type EscalationChain,
	type EscalationStep,
} from '../../../core';
import { hours, policy, rule } from '../clock/given';
import { calendars } from '../time/calendars';
import { chain, step } from './given';

const standard = policy(rule('resolution', hours(4)), rule('owner', hours(1)));
const { C1 } = calendars;

const lint = (linted: EscalationChain, on: Calendar = C1) =>
	lintChain(linted, standard, on).map(({ code, severity, steps }) => [code, severity, steps]);

/** Steps of half an hour each, with an acknowledgement that holds an hour. */
const short = (...steps: EscalationStep[]) => chain(steps, { ack_ttl_seconds: 3600 });

test('finds nothing in a chain that fits its clock and its calendar', () => {
	expect(lint(short(step('A', 30), step('B', 60), step('C', 60)))).toEqual([]);
	expect(lint(short({ target_role: 'A', percent: 75 }, { target_role: 'B', after_deadline_seconds: 0 }))).toEqual([]);
});

test('a step that tells whom the step before it told is never told', () => {
	const findings = lintChain(short(step('A', 30), step('A', 30), step('B', 30)), standard, C1);
	expect(findings).toMatchObject([{ code: 'STEP_UNREACHABLE', severity: 'blocking', steps: [2] }]);
	expect(findings[0]?.message).toBe(
		"Step 2 is never told: it tells 'A', as the step before it does, and nobody is told twice in a row",
	);
});

test('a step at a mark of a clock that the policy does not have is never told, nor is what follows it', () => {
	const marked = { ...short({ target_role: 'A', percent: 50 }, step('B', 30)), protects: 'next_response' as const };
	expect(lint(marked)).toEqual([
		['STEP_UNREACHABLE', 'blocking', [1]],
		['STEP_UNREACHABLE', 'blocking', [2]],
	]);
});

test('a chain that is longer than the deadline it protects is named with an example', () => {
	const long = short(step('A', 30), step('B', 180), step('C', 60));
	const [finding] = lintChain(long, standard, C1);
	expect(finding).toMatchObject({ code: 'CHAIN_OUTLIVES_LIMIT', severity: 'warning', steps: [3] });
	expect(finding?.message).toMatch(
		/^Step 3 can come after the resolution deadline: for a case of priority low that starts at 2026-06-0/,
	);
	expect(lint({ ...long, protects: 'owner' }).map(([code]) => code)).toEqual([
		'CHAIN_OUTLIVES_LIMIT',
		'CHAIN_OUTLIVES_LIMIT',
	]);
});

test('waits in business time can outlive a deadline around the clock', () => {
	const wall = policy(rule('resolution', { amount: 4, unit: 'hours' }));
	expect(lintChain(short(step('A', 30)), wall, C1).map(({ code }) => code)).toEqual([
		'CHAIN_OUTLIVES_LIMIT',
		'ACK_OUTLIVES_LIMIT',
	]);
});

test('an acknowledgement that can hold a case beyond its deadline is named', () => {
	expect(lint({ ...short(step('A', 30)), ack_ttl_seconds: 5 * 3600 })).toEqual([['ACK_OUTLIVES_LIMIT', 'warning', []]]);
});

test('a chain that can pass in a night while nobody is awake is named', () => {
	const wall = (role: string) => step(role, 30, { wait_basis: 'wall' });
	const night = short(wall('A'), wall('B'));
	expect(lint(night)).toEqual([['NOBODY_AWAKE', 'warning', [1, 2]]]);
	expect(lint(night, alwaysOpen())).toEqual([]);
	expect(lint(short(wall('A'), { ...wall('B'), only_within: C1 }))).toEqual([]);
	expect(lint(short(wall('A'), step('B', 30)))).toEqual([]);
});

test('a chain that cannot be used has only that to be said of it', () => {
	expect(lint(chain([]))).toEqual([['CHAIN_INVALID', 'blocking', []]]);
	expect(lint(null as unknown as EscalationChain)).toEqual([['CHAIN_INVALID', 'blocking', []]]);
});

test('whom a step could tell in spite of an acknowledgement, or by another backup, is no repetition', () => {
	const backed = (backup_role: string) => step('A', 30, { backup_role });
	expect(lint(short(step('A', 30), step('A', 30, { condition: 'not_resolved' })))).toEqual([]);
	expect(lint(short(backed('B'), backed('C')))).toEqual([]);
	expect(lint(short(backed('B'), backed('B')))).toEqual([['STEP_UNREACHABLE', 'blocking', [2]]]);
});

test('a timer is tried with the time it has, and the same question again gets the same answer', () => {
	const long = short(step('A', 30), step('B', 240));
	const within = { amount: 4, unit: 'business_hours' } as const;
	const found = lintTimedChain(long, within, C1);
	expect(found).toMatchObject([{ code: 'CHAIN_OUTLIVES_LIMIT', steps: [2] }]);
	expect(found[0]?.message).toMatch(/^Step 2 can come after the deadline: for a timer that starts at 2026-06-0/);
	expect(lintTimedChain({ ...long, version: 2 }, within, { ...C1 })).toBe(found);
	expect(lintTimedChain(long, { ...within, amount: 5 }, C1)).toEqual([]);
	expect(lintTimedChain(long, null, C1)).toEqual([]);
});

test('a timer of which every step comes at night is named', () => {
	const night = short(step('A', 30, { wait_basis: 'wall' }));
	expect(lintTimedChain(night, null, C1)).toMatchObject([{ code: 'NOBODY_AWAKE', severity: 'warning' }]);
	const kept = short(step('A', 30, { wait_basis: 'wall', only_within: C1 }));
	expect(lintTimedChain(kept, null, C1)).toEqual([]);
});
