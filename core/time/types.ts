/** Keys of a calendar's hours, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Key of a weekday. */
export type Weekday = (typeof weekdays)[number];

/**
 * Opening and closing, in local time: `["09:00", "17:00"]`, open at the first and closed at the second. From `00:00` to
 * `24:00`. A closing that is not after the opening lies on the next day: `["22:00", "06:00"]`.
 */
export type WorkingWindow = readonly [from: string, to: string];

/**
 * When people work: an IANA time zone, windows by weekday, and the days that differ. A window belongs to the day on which
 * it opens, so a holiday takes away what opens on it and not what is still open from the day before. Windows that overlap
 * count once. A calendar object is read once: to change one, make another.
 */
export interface Calendar {
	/** Name people know it by; messages use it. */
	name: string;
	/** As `Europe/Berlin`. */
	timezone: string;
	/** A day that is absent has no windows. */
	hours: Readonly<Partial<Record<Weekday, readonly WorkingWindow[]>>>;
	/** Local dates without any window, as `2025-12-25`. */
	holidays?: readonly string[];
	/** Windows of single local dates, instead of those of the weekday; none means closed. Goes before holidays. */
	overrides?: Readonly<Record<string, readonly WorkingWindow[]>>;
}

/** A state of a calendar and the instant from which it counts. */
export interface CalendarVersion {
	version: number;
	/** ISO 8601. Time before it counts by the version before; the first version also counts for all time before it. */
	effective_from: string;
	calendar: Calendar;
}

/**
 * A calendar, or its versions in order. With versions, every second counts by the version that was in force in that
 * second: an edit never changes what was counted before it.
 */
export type CalendarOrVersions = Calendar | readonly CalendarVersion[];

/** The calendar as its newest version says it. */
export const newestCalendar = (calendar: CalendarOrVersions): Calendar =>
	Array.isArray(calendar) ? (calendar as readonly CalendarVersion[]).at(-1)!.calendar : (calendar as Calendar);

/** Time that does not count although it is open. */
export interface Pause {
	/** ISO 8601. */
	from: string;
	/** ISO 8601; null while the pause lasts. */
	to: string | null;
	/** Why, as `waiting-for-systems`; explanations repeat it. */
	reason?: string;
}

/** A pause in milliseconds since 1970; `to` is infinite while it lasts. */
export interface PauseSpan {
	from: number;
	to: number;
	reason: string;
}

/** Open time, in milliseconds since 1970. What counts time asks this and nothing else. */
export interface OpenTime {
	/** Open milliseconds from one instant to a later one. */
	between(from: number, to: number): number;
	/**
	 * The earliest instant at which `amount` milliseconds from `start` on were open; null when it does not come, as beyond
	 * ten years or behind a pause without end.
	 */
	reach(start: number, amount: number): number | null;
	/** The first open instant at or after `at`; null when there is none within 370 days or behind a pause without end. */
	nextOpen(at: number): number | null;
}

/** Open time that can be paused as it goes on: each pause after all that were before it. */
export interface PausableTime extends OpenTime {
	readonly isPaused: boolean;
	pause(at: number): void;
	/** Ends the last pause, if it lasts. */
	resume(at: number): void;
}
