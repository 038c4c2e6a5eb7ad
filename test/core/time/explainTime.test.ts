import fc from 'fast-check';

import { addWorkingSeconds, alwaysOpen, explainTime, workingSeconds } from '../../../core';
import { calendars } from './calendars';

test('tells counted and uncounted time of T1, both sides with their reason', () => {
	const { segments, ...sums } = explainTime(calendars.C1, '2025-04-17T16:30:00+02:00', '2025-04-22T09:30:00+02:00');
	expect(
		segments.map(({ from, to, seconds, counted, reason }) => [
			from.slice(5, 16),
			to.slice(5, 16),
			seconds / 3600,
			counted,
			reason,
		]),
	).toEqual([
		['04-17T14:30', '04-17T15:00', 0.5, true, 'open'],
		['04-17T15:00', '04-17T22:00', 7, false, 'outside_hours'],
		['04-17T22:00', '04-18T22:00', 24, false, 'holiday'],
		['04-18T22:00', '04-20T22:00', 48, false, 'outside_hours'],
		['04-20T22:00', '04-21T22:00', 24, false, 'holiday'],
		['04-21T22:00', '04-22T07:00', 9, false, 'outside_hours'],
		['04-22T07:00', '04-22T07:30', 0.5, true, 'open'],
	]);
	expect(sums).toEqual({ truncated: false, counted_seconds: 3600, uncounted_seconds: 112 * 3600 });
});

test('names the pause that keeps open time from counting', () => {
	const pauses = [
		{ from: '2025-06-03T10:00:00+02:00', to: '2025-06-03T11:00:00+02:00', reason: 'waiting-on-customer' },
		{ from: '2025-06-03T16:00:00+02:00', to: null },
	];
	const { segments } = explainTime(calendars.C1, '2025-06-03T09:30:00+02:00', '2025-06-03T18:00:00+02:00', pauses);
	expect(segments.map(({ seconds, reason, pause }) => [seconds / 60, reason, pause])).toEqual([
		[30, 'open', undefined],
		[60, 'paused', 'waiting-on-customer'],
		[300, 'open', undefined],
		[60, 'paused', 'paused'],
		[60, 'outside_hours', undefined],
	]);
});

test('an override is named as the reason of the day it shortens', () => {
	const { segments } = explainTime(calendars.C1, '2025-12-24T11:00:00+01:00', '2025-12-25T12:00:00+01:00');
	expect(segments.map(({ reason }) => reason)).toEqual(['open', 'override', 'holiday']);
});

test('a long time is cut after a thousand segments, and its sums are not', () => {
	const [from, to] = ['2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z'];
	const told = explainTime(calendars.C2, from, to);
	expect(told.segments).toHaveLength(1000);
	expect(told).toMatchObject({ truncated: true, counted_seconds: workingSeconds(calendars.C2, from, to) });
});

test('around the clock everything counts', () => {
	const { segments } = explainTime(alwaysOpen(), '2025-01-01T00:00:00Z', '2030-01-01T00:00:00Z');
	expect(segments).toMatchObject([{ counted: true, reason: 'open' }]);
});

test('segments follow each other without a gap and add up to the count', () => {
	const instant = fc.date({ min: new Date('2025-01-01'), max: new Date('2025-12-31'), noInvalidDate: true });
	const pause = fc.tuple(instant, fc.nat(5 * 86_400_000)).map(([from, length]) => ({
		from: from.toISOString(),
		to: new Date(from.getTime() + length).toISOString(),
	}));
	fc.assert(
		fc.property(
			fc.constantFrom(...Object.values(calendars)),
			instant,
			fc.nat(100 * 3600),
			fc.array(pause, { maxLength: 4 }),
			(on, at, seconds, pauses) => {
				const from = at.toISOString();
				const to = addWorkingSeconds(on, from, seconds, pauses)!;
				const { segments, counted_seconds } = explainTime(on, from, to, pauses);
				expect(counted_seconds).toBe(seconds);
				const counted = segments
					.filter((segment) => segment.counted)
					.reduce((sum, segment) => sum + segment.seconds, 0);
				expect(counted).toBeCloseTo(seconds, 3);
				const edges = segments.map((segment) => [segment.from, segment.to]).flat();
				expect([from, ...edges, to].filter((_, index) => index % 2 === 0)).toEqual(
					[...edges, to].filter((_, index) => index % 2 === 0),
				);
			},
		),
	);
});
