import fc from 'fast-check';

import { messageAllowedFrom, textMessageThrottle, TriageError, type ThrottleRule } from '../../../core';
import { minutesOf, plus } from './given';

/** From when on one more may go, in minutes. */
const allowedFrom = (sent: number[], now: number, rules: readonly ThrottleRule[] = textMessageThrottle) =>
	minutesOf(messageAllowedFrom(rules, sent.map(plus), plus(now)))!;

test('five messages go out in a quarter of an hour, and the sixth when the first is a quarter of an hour old', () => {
	expect(allowedFrom([0, 1, 2, 3], 4)).toBe(4);
	expect(allowedFrom([0, 1, 2, 3, 4], 5)).toBe(15);
	expect(allowedFrom([0, 1, 2, 3, 4], 15)).toBe(15);
});

test('what an hour allows beyond that is spread over the rest of it', () => {
	// Six more in 45 minutes: one every seven and a half.
	expect(allowedFrom([0, 1, 2, 3, 4, 15], 16)).toBe(22.5);
	expect(allowedFrom([0, 1, 2, 3, 4, 15, 22.5], 23)).toBe(30);
});

test('what went in spite of the rules counts', () => {
	expect(allowedFrom([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe(37.5);
});

test('without rules everything goes', () => {
	expect(allowedFrom([0, 0, 0, 0, 0, 0], 0, [])).toBe(0);
});

test.each([
	[[{ count: 0, per_seconds: 60 }]],
	[[{ count: 5, per_seconds: 0 }]],
	[
		[
			{ count: 5, per_seconds: 60 },
			{ count: 5, per_seconds: 600 },
		],
	],
	[
		[
			{ count: 5, per_seconds: 60 },
			{ count: 9, per_seconds: 60 },
		],
	],
	[[{ count: NaN, per_seconds: 60 }]],
	[[null as unknown as ThrottleRule]],
	[[{ count: 201, per_seconds: 60 }]],
])('refuses the rules %j', (rules) => {
	expect(() => messageAllowedFrom(rules, [], plus(0))).toThrow(TriageError);
});

test('no window ever holds more than its rule allows, and what is held goes out when it was said to', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 80 }), (gaps) => {
			const sent: number[] = [];
			let now = 0;
			for (const gap of gaps) {
				now += gap;
				const until = allowedFrom(sent, now);
				if (until > now) {
					expect(allowedFrom(sent, until - 0.001)).toBe(until);
					expect(allowedFrom(sent, until)).toBe(until);
					now = until;
				}
				sent.push(now);
			}
			for (const { count, per_seconds } of textMessageThrottle) {
				for (const start of sent) {
					expect(sent.filter((each) => each >= start && each < start + per_seconds / 60).length).toBeLessThanOrEqual(
						count,
					);
				}
			}
		}),
	);
});
