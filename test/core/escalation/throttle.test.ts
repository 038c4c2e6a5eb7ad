import fc from 'fast-check';

import {
	textMessageThrottle,
	throttleMessages,
	TriageError,
	type ThrottleRule,
	type WaitingMessage,
} from '../../../core';
import { minutesOf, plus } from './given';

const message = (id: string, rest: Partial<WaitingMessage> = {}): WaitingMessage => ({
	id,
	case_id: `C-${id}`,
	target_role: 'A',
	is_first: false,
	...rest,
});

const sentAt = (...minutes: number[]) => minutes.map((each) => ({ target_role: 'A', sent_at: plus(each) }));

function throttle(
	sent: number[],
	now: number,
	waiting = [message('1')],
	rules: readonly ThrottleRule[] = textMessageThrottle,
) {
	const { send, held } = throttleMessages(rules, sentAt(...sent), waiting, plus(now));
	return {
		send: send.map(({ messages }) => messages.map(({ id }) => id)),
		held: held.map(({ messages, until }) => [messages.map(({ id }) => id), minutesOf(until)]),
	};
}

test('five messages go out in a quarter of an hour, and the sixth when the first is a quarter of an hour old', () => {
	expect(throttle([0, 1, 2, 3], 4)).toEqual({ send: [['1']], held: [] });
	expect(throttle([0, 1, 2, 3, 4], 5)).toEqual({ send: [], held: [[['1'], 15]] });
	expect(throttle([0, 1, 2, 3, 4], 15)).toEqual({ send: [['1']], held: [] });
});

test('what an hour allows beyond that is spread over the rest of it', () => {
	// Six more in 45 minutes: one every seven and a half.
	expect(throttle([0, 1, 2, 3, 4, 15], 16)).toEqual({ send: [], held: [[['1'], 22.5]] });
	expect(throttle([0, 1, 2, 3, 4, 15, 22.5], 23)).toEqual({ send: [], held: [[['1'], 30]] });
});

test('what is held back for a role goes out as one, and counts once', () => {
	const waiting = [message('1'), message('2'), message('3', { target_role: 'B' })];
	expect(throttle([0, 1, 2, 3, 4], 5, waiting)).toEqual({ send: [['3']], held: [[['1', '2'], 15]] });
	expect(throttle([0, 1, 2, 3, 4], 15, waiting)).toEqual({ send: [['1', '2'], ['3']], held: [] });
});

test('the first message of a case is never held back, and counts', () => {
	const waiting = [message('1'), message('2', { is_first: true })];
	expect(throttle([0, 1, 2, 3, 4, 5, 6, 7], 8, waiting).send).toEqual([['2']]);
	expect(throttle([0, 1, 2, 3], 4, waiting)).toEqual({ send: [['2']], held: [[['1'], 15]] });
});

test('without rules everything goes', () => {
	expect(throttle([0, 0, 0, 0, 0, 0], 0, [message('1')], [])).toEqual({ send: [['1']], held: [] });
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
])('refuses the rules %j', (rules) => {
	expect(() => throttle([], 0, [], rules)).toThrow(TriageError);
});

test('no window ever holds more than its rule allows, and what is held goes out when it was said to', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 80 }), (gaps) => {
			const sent: number[] = [];
			let now = 0;
			for (const gap of gaps) {
				now += gap;
				const { held } = throttle(sent, now);
				if (held.length > 0) {
					const until = held[0]![1] as number;
					expect(until).toBeGreaterThan(now);
					expect(throttle(sent, until - 0.001).held).not.toEqual([]);
					now = until;
					expect(throttle(sent, now).held).toEqual([]);
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
