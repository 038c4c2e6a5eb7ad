import { FindingList, type Finding } from '../findings';
import { alwaysOpen, businessDaySeconds, isoOf, millisOf, type CalendarOrVersions } from '../time';
import type { TimeBudget } from './types';

const minuteMs = 60_000;

const units = ['minutes', 'hours', 'business_minutes', 'business_hours', 'business_days'] as const;

/** Ten years of minutes. */
const maxAmount = 5_256_000;
const maxBusinessDays = 2600;

/** Everything that keeps a budget from being used, and an empty list when nothing does. Takes any value. */
export function checkBudget(budget: unknown): Finding[] {
	const findings = new FindingList();
	if (!findings.record(budget, '', 'Write {"amount": 4, "unit": "business_hours"}')) return findings.found;
	findings.known(budget, '', ['amount', 'unit', 'end_of_day']);
	findings.oneOf(budget.unit, '/unit', units);
	const range =
		budget.unit === 'business_days' ? { min: 0, max: maxBusinessDays, whole: true } : { min: 0, max: maxAmount };
	findings.number(budget.amount, '/amount', range);
	if (budget.end_of_day !== undefined) findings.flag(budget.end_of_day, '/end_of_day');
	return findings.found;
}

/** Whether a budget gives a case a clock: one of no time is no clock, not a breach at once. */
export const isClock = (budget: TimeBudget | null | undefined): budget is TimeBudget =>
	budget !== null && budget !== undefined && budget.amount > 0;

/** The calendar that a budget is counted by: its own, or the clock on the wall. */
export const calendarOf = ({ unit }: TimeBudget, calendar: CalendarOrVersions): CalendarOrVersions =>
	unit === 'minutes' || unit === 'hours' ? wallClock : calendar;

const wallClock = alwaysOpen();

/**
 * Milliseconds of a budget that starts at `origin`. Business days are what lies between it and their deadline, so that
 * pauses can push that deadline back.
 */
export function budgetMs(budget: TimeBudget, calendar: CalendarOrVersions, origin: number): number {
	const { amount, unit, end_of_day = false } = budget;
	if (unit === 'business_days') {
		return Math.round(businessDaySeconds(calendar, isoOf(origin), amount, { end_of_day }) * 1000);
	}
	return Math.round(amount * (unit === 'hours' || unit === 'business_hours' ? 60 : 1) * minuteMs);
}

/**
 * Seconds that a budget lasts when its clock starts at `start`, by the calendar as it is. Throws `CALENDAR_INVALID` and
 * `FIELD_INVALID`.
 */
export function budgetSeconds(budget: TimeBudget, calendar: CalendarOrVersions, start: string): number {
	return budgetMs(budget, calendar, millisOf(start, 'start')) / 1000;
}

/** Business days that end at a local time are due at the next opening; everything else the instant the time is used up. */
export const isDueAtOpening = ({ unit, end_of_day = false }: TimeBudget): boolean =>
	unit === 'business_days' && !end_of_day;
