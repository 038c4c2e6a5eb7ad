import fc from 'fast-check';

import {
	classifyFailure,
	decideKeptRetry,
	describeRetry,
	evolveRetry,
	followStep,
	judgeByList,
	readOnlyThese,
	readRetryCommand,
	readRetryTarget,
	retryTrail,
	sweepRetry,
	TriageError,
	type Retry,
	type RetryCase,
	type RetryEntry,
	type ScheduleRetry,
} from '../../../core';

const begin = Date.parse('2026-01-05T09:00:00Z');
const at = (seconds: number) => new Date(begin + seconds * 1000).toISOString();
const target = { case_id: 'C-0001', step: 'Enrich contact' };
const failedWith = (failure: unknown, rest: Partial<ScheduleRetry> = {}): ScheduleRetry =>
	readRetryCommand({
		kind: 'schedule_retry',
		failure: classifyFailure(failure),
		policy: {},
		next_at: null,
		limit: null,
		fallback_role: 'Triage',
		answer_seconds: 3600,
		...rest,
	});
const busy = { statusCode: 503 };
const onCase: RetryCase = { state: 'in-progress', backup_role: 'Finance-Lead' };

/** A trail in memory: what is decided is folded, as a store does it. */
class Trail {
	state: Retry | null = null;
	private count = 0;

	add({ type, data }: RetryEntry, now: string) {
		const id = `entry-${(this.count += 1)}`;
		const actor = { kind: 'workflow', id: 'wf1' } as const;
		const entry = { id, type, data, at: now, actor, case_id: retryTrail(target), case_seq: 0, command: null };
		this.state = evolveRetry(this.state, entry);
	}

	fail(failure: unknown, now: string, rest: Partial<ScheduleRetry> = {}, around = onCase) {
		const decision = decideKeptRetry(this.state, failedWith(failure, rest), target, around, now);
		if ('entry' in decision) this.add(decision.entry, now);
		return decision;
	}

	sweep(now: string, around = { backup_role: 'Finance-Lead' as string | null, has_data: true }) {
		const swept = sweepRetry(this.state!, around, now);
		if (swept !== null) this.add(swept.entry, now);
		return swept;
	}
}

test('X1: of eight attempts each waits between half its ceiling and all of it, the same every time', () => {
	const ceilings = [30, 60, 120, 240, 480, 960, 1800];
	const run = () => {
		const trail = new Trail();
		const policy = { max_attempts: 8 };
		const waits: number[] = [];
		let now = at(0);
		for (const ceiling of ceilings) {
			expect(trail.fail(busy, now, { policy }).outcome).toBe('scheduled');
			const wait = (Date.parse(trail.state!.next_at!) - Date.parse(now)) / 1000;
			expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
			expect(wait).toBeLessThanOrEqual(ceiling);
			waits.push(wait);
			now = trail.state!.next_at!;
			trail.sweep(now);
		}
		expect(trail.fail(busy, now, { policy }).outcome).toBe('gave_up');
		expect(trail.state).toMatchObject({ attempt: 8, of: 8, gave_up: { why: 'attempts_exhausted' } });
		return waits;
	};
	expect(run()).toEqual(run());
});

test('X2: the second attempt is not before the server asked for', () => {
	const trail = new Trail();
	trail.fail({ statusCode: 429, headers: { 'retry-after': '300' } }, at(0));
	expect(trail.state).toMatchObject({ state: 'scheduled', attempt: 2, next_at: at(300), next_due_at: at(300) });
	expect(trail.sweep(at(299))).toBeNull();
	expect(trail.sweep(at(300))).not.toBeNull();
});

test('X3: what is wrong is given up at once, a timeout is tried again', () => {
	const wrong = new Trail();
	expect(wrong.fail({ statusCode: 400 }, at(0))).toMatchObject({ outcome: 'gave_up', begins: true });
	expect(wrong.state).toMatchObject({ attempt: 1, gave_up: { why: 'terminal', target_role: 'Finance-Lead' } });
	const late = new Trail();
	expect(late.fail({ code: 'ETIMEDOUT' }, at(0)).outcome).toBe('scheduled');
	expect(late.state).toMatchObject({ failure: { label: 'sys.timeout', code: 'ETIMEDOUT' } });
});

test('X4: with three minutes left and eight to wait it is given up now', () => {
	const trail = new Trail();
	const policy = { base_seconds: 480, jitter: 'none' } as const;
	trail.fail(busy, at(0), { policy, limit: { at: at(180) } });
	expect(trail.state).toMatchObject({
		state: 'gave_up',
		next_due_at: null,
		expires_at: at(180),
		gave_up: { why: 'retry_budget_exceeds_ttl', target_role: 'Finance-Lead' },
	});
	expect(describeRetry(trail.state!)).toBe(
		`The service answered with status 503; the next attempt would start after the time limit at ${at(180)}`,
	);
});

test('a time limit counts from the first failure of a round, or is that of a timer', () => {
	const trail = new Trail();
	const policy = { base_seconds: 60, jitter: 'none' } as const;
	trail.fail(busy, at(0), { policy, limit: { seconds: 150 } });
	expect(trail.state!.expires_at).toBe(at(150));
	trail.sweep(at(60));
	trail.fail(busy, at(70), { policy, limit: { seconds: 150 } });
	expect(trail.state).toMatchObject({ expires_at: at(150), gave_up: { why: 'retry_budget_exceeds_ttl' } });

	const timed = { policy, limit: { timer: 'First response' } };
	const other = new Trail();
	expect(other.fail(busy, at(0), timed, { ...onCase, timer: null })).toMatchObject({
		outcome: 'refused',
		refusal: { code: 'TIMER_NOT_FOUND' },
	});
	other.fail(busy, at(0), timed, { ...onCase, timer: { due_at: null } });
	expect(other.state).toMatchObject({ state: 'scheduled', expires_at: null });
	const short = new Trail();
	short.fail(busy, at(0), timed, { ...onCase, timer: { due_at: at(59) } });
	expect(short.state).toMatchObject({ state: 'gave_up', expires_at: at(59) });
});

test('an instant that was chosen replaces the wait, though not what the server asked for', () => {
	const chosen = new Trail();
	chosen.fail(busy, at(0), { next_at: at(600) });
	expect(chosen.state!.next_at).toBe(at(600));
	const past = new Trail();
	past.fail(busy, at(0), { next_at: at(-600) });
	expect(past.state!.next_at).toBe(at(0));
	const asked = new Trail();
	asked.fail({ statusCode: 429, headers: { 'retry-after': '300' } }, at(0), { next_at: at(10) });
	expect(asked.state!.next_at).toBe(at(300));
});

test('a failure while an attempt is to come changes nothing', () => {
	const trail = new Trail();
	trail.fail(busy, at(0));
	expect(trail.fail({ statusCode: 400 }, at(1))).toEqual({ outcome: 'unchanged' });
});

test('of what nothing is known one more attempt is made, in each round', () => {
	const trail = new Trail();
	trail.fail({ message: 'Something odd' }, at(0));
	expect(trail.state).toMatchObject({ attempt: 2, unknown_count: 1 });
	trail.sweep(trail.state!.next_at!);
	trail.fail({ message: 'Something odd' }, at(100));
	expect(trail.state).toMatchObject({ state: 'gave_up', gave_up: { why: 'unknown_again' } });
	trail.fail({ message: 'Something odd' }, at(200));
	expect(trail.state).toMatchObject({ round: 2, attempt: 2, state: 'scheduled', first_failed_at: at(200) });
});

test('an attempt of which nobody says what became of it is never made twice', () => {
	const trail = new Trail();
	trail.fail(busy, at(0), { answer_seconds: 60 });
	const start = trail.state!.next_at!;
	expect(trail.sweep(start)!.entry).toMatchObject({ type: 'retry.due', data: { attempt: 2, data: 'entry-1' } });
	expect(trail.sweep(start)).toBeNull();
	const answerBy = new Date(Date.parse(start) + 60_000).toISOString();
	expect(trail.state!.next_due_at).toBe(answerBy);
	expect(trail.sweep(answerBy)!.entry.type).toBe('retry.gave_up');
	expect(trail.state).toMatchObject({ attempt: 2, gave_up: { why: 'no_answer', target_role: 'Finance-Lead' } });
	expect(describeRetry(trail.state!)).toBe(
		'Nobody said within 60 s what became of the attempt; attempt 2 may have taken effect or not',
	);
});

test('without the data, and after the time limit, no attempt starts', () => {
	const erased = new Trail();
	erased.fail(busy, at(0));
	erased.sweep(at(3600), { backup_role: null, has_data: false });
	expect(erased.state).toMatchObject({ attempt: 1, gave_up: { why: 'data_erased', target_role: 'Triage' } });
	const late = new Trail();
	late.fail(busy, at(0), { limit: { at: at(600) }, policy: { on_exhausted: 'pause' } });
	late.sweep(at(601));
	expect(late.state).toMatchObject({ gave_up: { why: 'retry_budget_exceeds_ttl', target_role: 'Finance-Lead' } });
});

test('a resolved case refuses, and ends what is under way, as a merged one does, which says so; a step that is done or skipped ends its own', () => {
	const trail = new Trail();
	expect(trail.fail(busy, at(0), {}, { ...onCase, state: 'resolved' })).toMatchObject({
		outcome: 'refused',
		refusal: { code: 'RETRY_CASE_RESOLVED' },
	});
	trail.fail(busy, at(0));
	const typeOf = (activity: Parameters<typeof followStep>[1]) => followStep(trail.state!, activity)?.type ?? null;
	expect(typeOf({ kind: 'resolved' })).toBe('retry.cancelled');
	expect(followStep(trail.state!, { kind: 'merged' })).toEqual({
		type: 'retry.cancelled',
		data: { because: 'merged' },
	});
	expect(typeOf({ kind: 'step', step: 'Enrich contact', status: 'completed' })).toBe('retry.succeeded');
	expect(typeOf({ kind: 'step', step: 'Enrich contact', status: 'skipped' })).toBe('retry.cancelled');
	expect(typeOf({ kind: 'step', step: 'Enrich contact', status: 'failed' })).toBeNull();
	expect(typeOf({ kind: 'step', step: 'enrich contact', status: 'completed' })).toBeNull();
	trail.add({ type: 'retry.cancelled', data: {} }, at(1));
	expect([typeOf({ kind: 'resolved' }), typeOf({ kind: 'merged' })]).toEqual([null, null]);
	expect(trail.state).toMatchObject({ state: 'cancelled', next_due_at: null });
});

test.each([
	[{ statusCode: 404 }, '404', 'retryable'],
	[{ statusCode: 503 }, '429, 5xx', 'retryable'],
	[{ statusCode: 503 }, '408, 429', 'terminal'],
	[{ code: 'ECONNRESET' }, 'timeout', 'retryable'],
	[{ code: 'ECONNRESET' }, 'ECONNRESET', 'retryable'],
	[{ code: 'ECONNRESET' }, '429', 'terminal'],
	[{ cause: 'rate-limited' }, 'rate-limited', 'retryable'],
	[{ message: 'odd' }, '5xx timeout', 'terminal'],
	[{ message: 'odd' }, '', 'retryable_once'],
])('of %j with the list "%s" the verdict is %s', (failure, list, verdict) => {
	expect(judgeByList(classifyFailure(failure), readOnlyThese(list)).verdict).toBe(verdict);
});

test.each([
	[
		() => readOnlyThese('200'),
		"'Only Retry These' holds \"200\"; at most 50 statuses, codes and 'timeout' are expected",
	],
	[
		() => readOnlyThese('429 '.repeat(51)),
		"'Only Retry These' has 51 entries; at most 50 statuses, codes and 'timeout' are expected",
	],
	[() => readRetryTarget({ case_id: 'C-0001', step: ' ' }), '\'Step\' is " "; a name is expected'],
	[() => readRetryTarget({ case_id: '_role/x', step: 'a' }), "There is no case '_role/x'"],
	[() => failedWith(busy, { fallback_role: '' }), "'If There Is No Backup Role' is empty"],
	[() => failedWith(busy, { limit: { timer: '' } }), "'Timer Name' is empty"],
	[() => failedWith(busy, { limit: { seconds: 0 } }), "'limit' is 0; 1 to 2678400 seconds are expected"],
])('says what cannot be: %#', (read, message) => {
	expect(read).toThrow(new TriageError('FIELD_INVALID', message, ''));
});

test('whatever fails whenever, attempts only go up in a round, end in time, and are due once', () => {
	const failure = fc.constantFrom<unknown>(busy, { statusCode: 400 }, { code: 'ETIMEDOUT' }, 'odd', null, {
		statusCode: 429,
		headers: { 'retry-after': '300' },
	});
	const move = fc.record({ fails: fc.option(failure, { nil: undefined }), seconds: fc.integer({ min: 0, max: 4000 }) });
	fc.assert(
		fc.property(fc.array(move, { maxLength: 40 }), fc.option(fc.integer({ min: 1, max: 2000 })), (moves, limit) => {
			const trail = new Trail();
			const due = new Set<string>();
			let now = 0;
			for (const { fails, seconds } of moves) {
				now += seconds;
				const before = trail.state;
				if (fails !== undefined) trail.fail(fails, at(now), { limit: limit === null ? null : { seconds: limit } });
				else if (before !== null) {
					const swept = trail.sweep(at(now));
					if (swept?.entry.type === 'retry.due') {
						expect(due.has(swept.id)).toBe(false);
						due.add(swept.id);
						expect(before.next_at! <= at(now)).toBe(true);
						expect(before.expires_at === null || at(now) <= before.expires_at).toBe(true);
					}
				}
				const after = trail.state;
				if (after === null) continue;
				if (before?.round === after.round) expect(after.attempt).toBeGreaterThanOrEqual(before.attempt - 1);
				expect(after.attempt).toBeLessThanOrEqual(after.of);
				expect((after.next_due_at === null) === (after.state === 'gave_up')).toBe(true);
			}
		}),
	);
});
