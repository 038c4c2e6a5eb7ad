import fc from 'fast-check';

import {
	decideRetry,
	defaultRetryPolicy,
	jitters,
	retryCeilingSeconds,
	retryDelaySeconds,
	TriageError,
	type RetryPolicy,
} from '../../../core';

const X1: RetryPolicy = { base_seconds: 30, factor: 2, cap_seconds: 1800, max_attempts: 8 };
const attempts = [1, 2, 3, 4, 5, 6, 7];

test('X1: ceilings before attempts 2 to 8, equal jitter within half of them, the same for the same seed', () => {
	const ceilings = attempts.map((attempt) => retryCeilingSeconds(X1, attempt));
	expect(ceilings).toEqual([30, 60, 120, 240, 480, 960, 1800]);
	for (const seed of ['C-0001 enrich', 'C-0002 enrich', '']) {
		const delays = attempts.map((attempt) => retryDelaySeconds(X1, attempt, seed));
		for (const [index, delay] of delays.entries()) {
			expect(delay).toBeGreaterThanOrEqual(ceilings[index]! / 2);
			expect(delay).toBeLessThanOrEqual(ceilings[index]!);
		}
		expect(attempts.map((attempt) => retryDelaySeconds(X1, attempt, seed))).toEqual(delays);
	}
});

test('the waits of a seed never change, so that what was decided can be replayed', () => {
	const waits = jitters.map((jitter) =>
		attempts.slice(0, 3).map((attempt) => retryDelaySeconds({ jitter }, attempt, 'C-0001')),
	);
	expect(waits).toEqual([
		[26.552, 42.329, 118.378],
		[23.104, 24.658, 116.755],
		[76.208, 111.627, 326.636],
		[30, 60, 120],
	]);
});

test('other seeds wait otherwise, over the whole range', () => {
	const waits = Array.from({ length: 500 }, (_, index) => retryDelaySeconds({ jitter: 'full' }, 1, `C-${index}`));
	expect(new Set(waits).size).toBeGreaterThan(490);
	expect(Math.min(...waits)).toBeLessThan(1);
	expect(Math.max(...waits)).toBeGreaterThan(29);
	const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
	expect(mean).toBeGreaterThan(13.5);
	expect(mean).toBeLessThan(16.5);
});

test('every jitter keeps its bounds', () => {
	const policy = fc.record({
		base_seconds: fc.double({ min: 0.5, max: 600, noNaN: true }),
		factor: fc.double({ min: 1, max: 5, noNaN: true }),
		cap_seconds: fc.double({ min: 1, max: 7200, noNaN: true }),
		jitter: fc.constantFrom(...jitters),
	});
	fc.assert(
		fc.property(policy, fc.integer({ min: 1, max: 30 }), fc.string(), (each, attempt, seed) => {
			const [wait, ceiling] = [retryDelaySeconds(each, attempt, seed), retryCeilingSeconds(each, attempt)];
			expect(Number.isInteger(Math.round(wait * 1e6) / 1e3)).toBe(true);
			if (each.jitter === 'none') expect(wait).toBe(ceiling);
			if (each.jitter === 'equal') expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
			if (each.jitter === 'decorrelated') {
				expect(wait).toBeGreaterThanOrEqual(Math.min(each.base_seconds, each.cap_seconds) - 0.001);
				expect(wait).toBeLessThanOrEqual(each.cap_seconds + 0.001);
			} else expect(wait).toBeLessThanOrEqual(ceiling);
		}),
	);
});

test('defaults are those of the documentation', () => {
	expect(defaultRetryPolicy).toEqual({
		base_seconds: 30,
		factor: 2,
		cap_seconds: 1800,
		max_attempts: 6,
		jitter: 'equal',
		on_exhausted: 'escalate',
	});
	expect(attempts.map((attempt) => retryCeilingSeconds({}, attempt))).toEqual([30, 60, 120, 240, 480, 960, 1800]);
});

test.each<unknown>([
	null,
	'fast',
	{ base_seconds: 0 },
	{ base_seconds: NaN },
	{ factor: 0.5 },
	{ factor: Infinity },
	{ cap_seconds: -1 },
	{ max_attempts: 1.5 },
	{ max_attempts: 0 },
	{ jitter: 'some' },
	{ on_exhausted: 'cry' },
	{ base: 30 },
	JSON.parse('{"__proto__": 1}'),
])('%j is no retry policy', (policy) => {
	expect(() => retryDelaySeconds(policy as RetryPolicy, 1, '')).toThrow(TriageError);
	expect(() =>
		decideRetry({ policy: policy as RetryPolicy, case_id: 'C', step: 's', attempt: 1 }, '', '2025-06-03T10:00:00Z'),
	).toThrow(TriageError);
});

test.each<unknown>([0, -1, 1.5, NaN, Infinity, 1001, '1', null])('%p is no attempt', (attempt) => {
	expect(() => retryDelaySeconds({}, attempt as number, '')).toThrow("'attempt' is");
});
