import { decideRetry, retryDelaySeconds, TriageError, type RetryState } from '../../../core';

const now = '2025-06-03T10:00:00.000Z';
const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1000).toISOString();
const state = (rest: Partial<RetryState> = {}): RetryState => ({
	policy: {},
	case_id: 'C-0001',
	step: 'enrich',
	attempt: 1,
	...rest,
});
const tooMany = (retryAfter: unknown) => ({ statusCode: 429, headers: { 'retry-after': retryAfter } });

test('X2: a wait is never shorter than the server asked for', () => {
	expect(decideRetry(state(), tooMany('300'), now)).toMatchObject({
		outcome: 'schedule',
		attempt: 2,
		of: 6,
		delay_seconds: 300,
		next_at: later(300),
	});
	const date = new Date(later(300)).toUTCString();
	expect(decideRetry(state(), tooMany(date), now)).toMatchObject({ delay_seconds: 300 });
});

test('what a server asks for counts up to four times the cap, and a past instant not at all', () => {
	expect(decideRetry(state(), tooMany('86400'), now)).toMatchObject({ delay_seconds: 7200 });
	expect(decideRetry(state({ policy: { cap_seconds: 60 } }), tooMany('86400'), now)).toMatchObject({
		delay_seconds: 240,
	});
	const waits = retryDelaySeconds({}, 1, JSON.stringify(['C-0001', 'enrich']));
	for (const asked of ['1', 'Tue, 03 Jun 2025 09:00:00 GMT']) {
		expect(decideRetry(state(), tooMany(asked), now)).toMatchObject({ delay_seconds: waits });
	}
});

test('X3: a request that is wrong is not tried again, a timeout is', () => {
	expect(decideRetry(state(), { statusCode: 400 }, now)).toEqual({
		outcome: 'give_up',
		code: 'terminal',
		then: 'escalate',
		opens_post_mortem: true,
		failure: {
			verdict: 'terminal',
			label: 'unknown',
			status: 400,
			code: null,
			retry_after: null,
			reason: 'The service answered with status 400',
		},
		reason: 'The service answered with status 400; trying again would change nothing',
	});
	expect(decideRetry(state(), { code: 'ETIMEDOUT' }, now)).toMatchObject({ outcome: 'schedule', attempt: 2 });
});

test('X4: when the next attempt would start after the time limit, it escalates now', () => {
	const fifth = state({ attempt: 5, expires_at: later(180) });
	expect(decideRetry(fifth, { status: 503 }, now)).toMatchObject({
		outcome: 'give_up',
		code: 'retry_budget_exceeds_ttl',
		then: 'escalate',
		reason: expect.stringMatching(
			/^The service answered with status 503; the next attempt would start at 2025-06-03T10:0/,
		) as string,
	});
	const pausing = { ...fifth, policy: { on_exhausted: 'pause' } as const };
	expect(decideRetry(pausing, { status: 503 }, now)).toMatchObject({
		code: 'retry_budget_exceeds_ttl',
		then: 'escalate',
	});
});

test('an attempt that starts at the very time limit is made', () => {
	const policy = { jitter: 'none' } as const;
	expect(decideRetry(state({ policy, expires_at: later(30) }), { status: 503 }, now)).toMatchObject({
		outcome: 'schedule',
		next_at: later(30),
	});
	expect(decideRetry(state({ policy, expires_at: later(29.999) }), { status: 503 }, now)).toMatchObject({
		outcome: 'give_up',
	});
});

test.each(['escalate', 'pause', 'fail'] as const)(
	'after the last attempt it does what the policy says: %s',
	(on_exhausted) => {
		const policy = { max_attempts: 3, on_exhausted };
		expect(decideRetry(state({ policy, attempt: 2 }), { status: 503 }, now)).toMatchObject({
			outcome: 'schedule',
			attempt: 3,
			of: 3,
		});
		expect(decideRetry(state({ policy, attempt: 3 }), { status: 503 }, now)).toMatchObject({
			outcome: 'give_up',
			code: 'attempts_exhausted',
			then: on_exhausted,
			opens_post_mortem: true,
			reason: 'The service answered with status 503; attempt 3 was the last',
		});
	},
);

test('what nothing is known of is tried again once', () => {
	expect(decideRetry(state(), 'no idea', now)).toMatchObject({
		outcome: 'schedule',
		failure: { verdict: 'retryable_once' },
	});
	expect(decideRetry(state({ attempt: 2, unknown_count: 1 }), 'no idea', now)).toMatchObject({
		outcome: 'give_up',
		code: 'unknown_again',
	});
	expect(decideRetry(state({ attempt: 2, unknown_count: 1 }), { status: 503 }, now)).toMatchObject({
		outcome: 'schedule',
	});
});

test('the same state gives the same decision, and cases wait apart', () => {
	const next = (case_id: string) => decideRetry(state({ case_id }), { status: 503 }, now);
	expect(next('C-0001')).toEqual(next('C-0001'));
	expect(next('C-0001')).not.toEqual(next('C-0002'));
	const [one, other] = [
		decideRetry(state({ case_id: 'a', step: 'bc' }), '', now),
		decideRetry(state({ case_id: 'ab', step: 'c' }), '', now),
	];
	expect(one).not.toEqual(other);
});

test.each([[{ attempt: 0 }], [{ unknown_count: -1 }], [{ unknown_count: NaN }], [{ expires_at: 'soon' }]])(
	'refuses %j',
	(rest) => {
		expect(() => decideRetry(state(rest), '', now)).toThrow(TriageError);
	},
);

test('refuses a now that is no instant', () => {
	expect(() => decideRetry(state(), '', 'now')).toThrow("'now' is");
});
