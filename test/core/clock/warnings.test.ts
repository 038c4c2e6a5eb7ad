import type { ClockEvent, ClockWarning } from '../../../core';
import { clockAt, hours, local, on, opened, policy, rule } from './given';

const warned = (...warnings: ClockWarning[]) =>
	policy(rule('resolution', { normal: hours(4), high: hours(2), low: hours(8) }, { warnings }));

function warningsAt(now: string, warnings: ClockWarning[], ...events: ClockEvent[]) {
	const report = clockAt('resolution', warned(...warnings), [opened('Tue 10:00'), ...events], now);
	return report.warnings.map(({ id, state, at }) => [id, state, local(at)]);
}

test('come at parts of the budget and at working time before and after the deadline', () => {
	const marks = [
		{ percent: 50 },
		{ percent: 75 },
		{ percent: 90 },
		{ offset_seconds: -600 },
		{ offset_seconds: 5 * 3600 },
	];
	expect(warningsAt('Tue 13:10', marks)).toEqual([
		['percent:50', 'reached', 'Tue 12:00'],
		['percent:75', 'reached', 'Tue 13:00'],
		['percent:90', 'planned', 'Tue 13:36'],
		['offset:-600', 'planned', 'Tue 13:50'],
		['offset:18000', 'planned', 'Wed 11:00'],
	]);
});

test('whose time is over when the clock starts are logged, not sent', () => {
	expect(warningsAt('Tue 10:00', [{ offset_seconds: -5 * 3600 }, { offset_seconds: -4 * 3600 }])).toEqual([
		['offset:-18000', 'passed', 'Tue 10:00'],
		['offset:-14400', 'reached', 'Tue 10:00'],
	]);
});

test('are due in the very second, not before', () => {
	expect(warningsAt('Tue 11:59:59', [{ percent: 50 }])).toEqual([['percent:50', 'planned', 'Tue 12:00']]);
	expect(warningsAt('Tue 12:00', [{ percent: 50 }])).toEqual([['percent:50', 'reached', 'Tue 12:00']]);
});

test('wait while the clock is paused, and move with it', () => {
	const paused = on('Tue 11:00', { kind: 'paused' });
	expect(warningsAt('Tue 13:00', [{ percent: 50 }], paused)).toEqual([['percent:50', 'planned', null]]);
	const resumed = [paused, on('Tue 13:00', { kind: 'resumed' })];
	expect(warningsAt('Tue 13:00', [{ percent: 50 }], ...resumed)).toEqual([['percent:50', 'planned', 'Tue 14:00']]);
});

test('that were reached are not reached again under a larger budget', () => {
	const lowered = on('Tue 13:00', { kind: 'priority_changed', to: 'low' });
	expect(warningsAt('Tue 15:00', [{ percent: 50 }, { percent: 75 }], lowered)).toEqual([
		['percent:50', 'reached', 'Tue 12:00'],
		['percent:75', 'reached', 'Tue 13:00'].with(1, 'planned').with(2, 'Tue 16:00'),
	]);
});

test('are dropped when the case is resolved first, also in the same second', () => {
	const resolved = on('Tue 12:00', { kind: 'resolved' });
	expect(warningsAt('Tue 15:00', [{ percent: 25 }, { percent: 50 }], resolved)).toEqual([
		['percent:25', 'reached', 'Tue 11:00'],
		['percent:50', 'dropped', null],
	]);
});

test('are not replayed when the case is reopened', () => {
	const events = [on('Tue 12:30', { kind: 'resolved' }), on('Wed 10:00', { kind: 'reopened', by_customer: true })];
	expect(warningsAt('Wed 10:00', [{ percent: 50 }, { percent: 75 }], ...events)).toEqual([
		['percent:50', 'passed', 'Wed 10:00'],
		['percent:75', 'planned', 'Wed 10:30'],
	]);
});

test('the next instant of a clock is its next warning, then its deadline, then its breach', () => {
	const strict = warned({ percent: 50 }, { percent: 150 });
	const nextAt = (now: string) => local(clockAt('resolution', strict, [opened('Tue 13:00')], now).next_at);
	expect(['Tue 13:00', 'Tue 15:00', 'Tue 17:00', 'Wed 09:01', 'Wed 11:00'].map(nextAt)).toEqual([
		'Tue 15:00',
		'Tue 17:00',
		'Wed 09:00',
		'Wed 11:00',
		null,
	]);
});
