import { dayMs } from '../instant';
import type { IcsProperty } from './icsLines';

/** A holiday of a file: its first day, how many days it has, and in which years it comes again. */
export interface IcsHoliday {
	name: string;
	year: number;
	month: number;
	day: number;
	days: number;
	/** Null when it comes once. */
	yearly: { interval: number; count: number; until: string } | null;
	/** Dates on which it does not come, as `20251225`. */
	except: Set<string>;
}

/** Longer ones are terms and seasons, not holidays. */
const maxDays = 31;
const maxNameLength = 100;

/** The Gregorian calendar, and with it the meaning of a date, begins here. */
const firstYear = 1583;

const rules = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'WKST'];

/** Text of a property: escapes undone, one line, cut to what a name may have. */
export function readText(value: string): string {
	const text = value
		.replace(/\\([\\;,nN])/g, (_, escaped: string) => (escaped.toLowerCase() === 'n' ? ' ' : escaped))
		.toWellFormed()
		.replace(/\p{Cc}+/gu, ' ')
		.trim();
	return [...text.slice(0, 4 * maxNameLength)].slice(0, maxNameLength).join('') || 'Unnamed';
}

interface IcsDate {
	year: number;
	month: number;
	day: number;
	at: number;
}

/** `20251225`, or null when it is another kind of value or no date. */
function readDate(value: string): IcsDate | null {
	const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(value.trim());
	if (parts === null) return null;
	const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
	const at = Date.UTC(year, month - 1, day);
	const isReal = year >= firstYear && new Date(at).getUTCMonth() === month - 1 && new Date(at).getUTCDate() === day;
	return isReal && month >= 1 ? { year, month, day, at } : null;
}

/** Days from DTSTART to DTEND, which is the day after the last, or by DURATION; null when they cannot be read. */
function readDays(start: IcsDate, end: IcsProperty | undefined, duration: IcsProperty | undefined): number | null {
	if (end !== undefined) {
		const date = readDate(end.value);
		return date === null ? null : Math.max(1, Math.round((date.at - start.at) / dayMs));
	}
	if (duration === undefined) return 1;
	const parts = /^\+?P(\d{1,3})([DW])$/i.exec(duration.value.trim());
	return parts === null ? null : Math.max(1, Number(parts[1]) * (parts[2]?.toUpperCase() === 'W' ? 7 : 1));
}

/** The years of a rule that repeats the same date every so many years; a text says why another rule is refused. */
function readRule(value: string, start: IcsDate): NonNullable<IcsHoliday['yearly']> | string {
	const parts = new Map(value.split(';').map((part) => part.trim().toUpperCase().split('=', 2) as [string, string]));
	const other = [...parts.keys()].find((key) => !rules.includes(key));
	if (other !== undefined) return `it repeats by ${other.slice(0, 20)}; only the same date every year can be read`;
	if (parts.get('FREQ') !== 'YEARLY') return 'it does not repeat yearly; only the same date every year can be read';
	const isSame = (key: string, wanted: number) => Number(parts.get(key) ?? wanted) === wanted;
	if (!isSame('BYMONTH', start.month) || !isSame('BYMONTHDAY', start.day)) {
		return 'it repeats on other dates than its first; only the same date every year can be read';
	}
	const whole = (key: string, otherwise: number) => Number(parts.get(key) ?? otherwise);
	const [interval, count] = [whole('INTERVAL', 1), whole('COUNT', Infinity)];
	const until = parts.get('UNTIL')?.slice(0, 8) ?? '99991231';
	const isCount = count === Infinity || (Number.isInteger(count) && count > 0);
	if (!Number.isInteger(interval) || interval < 1 || !isCount || readDate(until) === null) {
		return 'its repetition cannot be read';
	}
	return { interval, count, until };
}

/** The holiday that an event is, or why it is none. */
export function readHoliday(event: readonly IcsProperty[]): IcsHoliday | string {
	const find = (name: string) => event.find((property) => property.name === name);
	const start = find('DTSTART');
	if (start === undefined) return 'it has no DTSTART';
	if (find('STATUS')?.value.trim().toUpperCase() === 'CANCELLED') return 'it is cancelled';
	const first = readDate(start.value);
	if (first === null) return 'it does not take whole days, or has no real date';
	const added = ['RDATE', 'EXRULE', 'RECURRENCE-ID'].find((name) => find(name) !== undefined);
	if (added !== undefined) return `it has ${added}; only the same date every year can be read`;
	const days = readDays(first, find('DTEND'), find('DURATION'));
	if (days === null) return 'its end is no date';
	if (days > maxDays) return `it takes ${days} days; at most ${maxDays} are a holiday`;
	const rule = find('RRULE');
	const yearly = rule === undefined ? null : readRule(rule.value, first);
	if (typeof yearly === 'string') return yearly;
	const exceptions = event.filter(({ name }) => name === 'EXDATE').flatMap(({ value }) => value.split(','));
	const { year, month, day } = first;
	return {
		name: readText(find('SUMMARY')?.value ?? ''),
		year,
		month,
		day,
		days,
		yearly,
		except: new Set(exceptions.map((date) => date.trim().slice(0, 8))),
	};
}
