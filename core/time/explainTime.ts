import type { CompiledCalendar } from './compiledCalendar';
import { isoOf, millisOf, secondMs } from './instant';
import { PausedTime, readPauses } from './pauses';
import { timetableOf, type Timetable } from './timetable';
import type { CalendarOrVersions, Pause, PauseSpan } from './types';

/** A stretch of time that counted as a whole, or did not as a whole. */
export interface TimeSegment {
	from: string;
	to: string;
	seconds: number;
	counted: boolean;
	/**
	 * `open`: counted. `paused`: open, but in a pause, named in `pause`. `outside_hours`, `holiday`, `override`: closed, on
	 * a day with the usual hours, a holiday, or a day with windows of its own.
	 */
	reason: 'open' | 'paused' | 'outside_hours' | 'holiday' | 'override';
	pause?: string;
}

/** Time from one instant to another, told as segments that follow each other without a gap. */
export interface TimeExplanation {
	segments: TimeSegment[];
	/** True when there were more segments than are listed. The sums are of the whole time all the same. */
	truncated: boolean;
	counted_seconds: number;
	uncounted_seconds: number;
}

/** A year of working days with a lunch break. */
const maxSegments = 1000;

const closedReasons = { weekday: 'outside_hours', holiday: 'holiday', override: 'override' } as const;

type Piece = Pick<TimeSegment, 'counted' | 'reason' | 'pause'> & { from: number; to: number };

/** The closed piece at an instant: to the next opening or local midnight. */
function closedPiece(calendar: CompiledCalendar, from: number, opens: number): Piece {
	const { day } = calendar.localTime(from);
	const midnight = calendar.instantOn(day + 1, 0);
	const to = midnight > from ? Math.min(midnight, opens) : opens;
	return { from, to, counted: false, reason: closedReasons[calendar.kindOf(day)] };
}

/** The open piece at an instant: to the next closing or the next edge of a pause. */
function openPiece(from: number, closes: number, pauses: readonly PauseSpan[]): Piece {
	const pause = pauses.find((span) => span.from <= from && from < span.to);
	const edges = pauses.flatMap((span) => [span.from, span.to]).filter((edge) => edge > from);
	const to = Math.min(closes, ...edges);
	if (pause === undefined) return { from, to, counted: true, reason: 'open' };
	return { from, to, counted: false, reason: 'paused', pause: pause.reason };
}

function* piecesOf(open: Timetable, from: number, to: number, pauses: readonly PauseSpan[]): Generator<Piece> {
	for (let at = from; at < to;) {
		const opens = open.nextOpen(at) ?? to;
		const piece =
			opens > at
				? closedPiece(open.calendarAt(at), at, Math.min(opens, to))
				: openPiece(at, Math.min(open.nextClosed(at) ?? to, to), pauses);
		yield piece;
		at = piece.to;
	}
}

/**
 * Which of the time between two instants counts and which does not, and why: what adds up to `workingSeconds`. At most
 * 1,000 segments are listed, the first ones.
 */
export function explainTime(
	calendar: CalendarOrVersions,
	from: string,
	to: string,
	pauses: readonly Pause[] = [],
): TimeExplanation {
	const open = timetableOf(calendar);
	const spans = readPauses(pauses);
	const [start, end] = [millisOf(from, 'from'), millisOf(to, 'to')];
	const segments: Piece[] = [];
	let truncated = false;
	for (const piece of piecesOf(open, start, end, spans)) {
		const last = segments.at(-1);
		if (last !== undefined && last.reason === piece.reason && last.pause === piece.pause) last.to = piece.to;
		else if (segments.length < maxSegments) segments.push(piece);
		else {
			truncated = true;
			break;
		}
	}
	const counted = new PausedTime(open, spans).between(start, end);
	return {
		segments: segments.map(({ from: begins, to: ends, ...rest }) => ({
			from: isoOf(begins),
			to: isoOf(ends),
			seconds: (ends - begins) / secondMs,
			...rest,
		})),
		truncated,
		counted_seconds: counted / secondMs,
		uncounted_seconds: (Math.max(0, end - start) - counted) / secondMs,
	};
}
