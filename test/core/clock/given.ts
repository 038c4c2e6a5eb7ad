import {
	clockStatus,
	type Calendar,
	type CalendarOrVersions,
	type ClockEvent,
	type ClockName,
	type ClockPolicy,
	type ClockReport,
	type ClockRule,
	type PolicyOrVersions,
	type Priority,
	type TimeBudget,
} from '../../../core';
import { calendars } from '../time/calendars';

export const C1: Calendar = calendars.C1;

/** Days of the cases by name; all in Berlin's summer time. */
const days: Record<string, string> = {
	Mon: '2025-06-02',
	Tue: '2025-06-03',
	Wed: '2025-06-04',
	Thu: '2025-06-05',
	Fri: '2025-06-06',
	Sat: '2025-06-07',
	Sun: '2025-06-08',
	NextMon: '2025-06-09',
	Apr16: '2025-04-16',
	Apr17: '2025-04-17',
};

/** `Tue 10:00` as an instant: local time in Berlin. */
export function at(text: string): string {
	const [day, time = '00:00'] = text.split(' ');
	const instant = `${days[day!]}T${time.length === 5 ? `${time}:00` : time}+02:00`;
	return new Date(instant).toISOString();
}

/** The local time in Berlin of an instant in summer, as `at` takes it; null stays null. */
export function local(instant: string | null): string | null {
	if (instant === null) return null;
	const shifted = new Date(Date.parse(instant) + 2 * 3_600_000).toISOString();
	const [day] = Object.entries(days).find(([, date]) => shifted.startsWith(date)) ?? [shifted.slice(0, 10)];
	return `${day} ${shifted.slice(11, shifted.slice(17, 19) === '00' ? 16 : 19)}`;
}

export const hours = (amount: number): TimeBudget => ({ amount, unit: 'business_hours' });
export const minutes = (amount: number): TimeBudget => ({ amount, unit: 'business_minutes' });

export const rule = (
	clock: ClockName,
	budgets: TimeBudget | Partial<Record<Priority, TimeBudget>>,
	rest: Partial<ClockRule> = {},
): ClockRule => ({
	clock,
	budgets:
		'unit' in budgets
			? {
					low: budgets as TimeBudget,
					normal: budgets as TimeBudget,
					high: budgets as TimeBudget,
					urgent: budgets as TimeBudget,
				}
			: (budgets as Partial<Record<Priority, TimeBudget>>),
	...rest,
});

export const policy = (...clocks: ClockRule[]): ClockPolicy => ({
	id: 'standard',
	version: 1,
	is_default: true,
	clocks,
});

type Event = ClockEvent extends infer Each
	? Each extends { kind: infer Kind }
		? { kind: Kind } & Omit<Each, 'at' | 'kind'>
		: never
	: never;

/** `on('Tue 10:00', { kind: 'opened', … })`. */
export const on = (when: string, event: Event): ClockEvent => ({ at: at(when), ...event }) as ClockEvent;

export const opened = (when: string, priority: Priority = 'normal'): ClockEvent =>
	on(when, { kind: 'opened', priority });

export function clockAt(
	clock: ClockName,
	policies: PolicyOrVersions,
	events: readonly ClockEvent[],
	now: string,
	calendar: CalendarOrVersions = C1,
): ClockReport {
	const { clocks } = clockStatus(policies, calendar, events, at(now));
	return clocks.find((report) => report.clock === clock)!;
}
