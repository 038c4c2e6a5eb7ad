import fc from 'fast-check';

import { redriveTime } from '../../../core';
import { entriesOf, GivenException, keeping, plus } from './given';

const second = (number: number) => new Date(Date.parse(plus(0)) + number * 1000).toISOString();

describe('the pace of redrives', () => {
	test.each([
		['nothing was sent', [], 2, 100, 100],
		['fewer than that were sent in the last minute', [50], 2, 100, 100],
		['as many were sent', [50, 70], 2, 100, 110],
		['more were sent, in any order', [90, 50, 70], 2, 100, 130],
		['others are scheduled', [70, 160, 130], 2, 100, 190],
		['the first of them was a minute ago', [40, 70], 2, 100, 100],
		['it was longer ago', [10, 20, 30], 3, 100, 100],
		['one is sent a minute', [99], 1, 100, 159],
	])('when %s', (_, times, perMinute, now, expected) => {
		expect(redriveTime(times.map(second), perMinute, second(now))).toBe(second(expected));
	});

	test('no minute has more than the pace, and none waits longer than it has to', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(40), { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (gaps, perMinute) => {
				const times: string[] = [];
				let now = 0;
				for (const gap of gaps) {
					now += gap;
					times.push(redriveTime(times, perMinute, second(now)));
				}
				for (const [index, time] of times.entries()) {
					const before = times[index - perMinute];
					if (before === undefined) continue;
					expect(Date.parse(time) - Date.parse(before)).toBeGreaterThanOrEqual(60_000);
				}
			}),
		);
	});
});

describe('an item that is more than the pace allows', () => {
	const scheduled = () => {
		const given = new GivenException(keeping());
		const decision = given.send({ kind: 'redrive', per_minute: 2 }, undefined, plus(1));
		return { given, decision };
	};

	test('is scheduled, counts as redriven, and is not scheduled twice', () => {
		const { given, decision } = scheduled();
		const data = { due_at: plus(1), per_minute: 2, redrive_count: 1 };
		expect(entriesOf(decision)).toEqual([['exception.redrive_scheduled', data]]);
		expect(given.state).toMatchObject({ redrive_count: 1, scheduled_redrive: { due_at: plus(1), per_minute: 2 } });
		expect(given.send({ kind: 'redrive', per_minute: 2 }, undefined, plus(2))).toEqual({ outcome: 'unchanged' });
		expect(given.send({ kind: 'redrive' })).toEqual({ outcome: 'unchanged' });
	});

	test('is sent at once where the pace allows it, or none is named', () => {
		for (const [command, at] of [
			[{ kind: 'redrive', per_minute: 2 }, plus(0)],
			[{ kind: 'redrive' }, plus(1)],
		] as const) {
			const decision = new GivenException(keeping()).send(command, undefined, at);
			expect(entriesOf(decision)).toEqual([['exception.redriven', { redrive_count: 1 }]]);
		}
	});

	test.each([
		['it was sent', { type: 'exception.redrive_due', data: { due_at: plus(1), late_seconds: 3, redrive_count: 1 } }],
		['it was resolved', { type: 'exception.resolved', data: { label: 'sys.timeout', resolution: 'fixed' } }],
		['its item was erased', { type: 'part.redacted', data: { n: 'payload' } }],
	] as const)('waits no more once %s', (_, entry) => {
		const { given } = scheduled();
		given.add({ ...entry, command: null });
		expect(given.state).not.toHaveProperty('scheduled_redrive');
		expect(given.state).toMatchObject({ redrive_count: 1 });
	});
});
