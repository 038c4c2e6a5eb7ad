import type { CheckResult } from './types';

/** How one check came out, without what its row says anyway. */
export type Judged = Pick<CheckResult, 'status' | 'detail'> &
	Partial<Pick<CheckResult, 'value' | 'evidence_id' | 'at'>>;

const units = [
	[86_400, 'day'],
	[3600, 'hour'],
	[60, 'minute'],
	[1, 'second'],
] as const;

/** `90 minutes`, `2 days`: in the largest unit of which there are at least two, or which it is exactly. */
export function durationInWords(seconds: number): string {
	const [size, name] = units.find(([unit]) => seconds >= 2 * unit || seconds === unit) ?? units[3];
	const number = Math.floor(seconds / size);
	return `${number} ${name}${number === 1 ? '' : 's'}`;
}

/** Seconds from an instant to `now`; negative for one that lies ahead. */
export const ageAt = (at: string, now: string): number => (Date.parse(now) - Date.parse(at)) / 1000;

/** What passed, unless it rests on something that is too old to tell how it is now. */
export function aged(judged: Judged & { at: string }, maxAgeSeconds: number | undefined, now: string): Judged {
	const age = ageAt(judged.at, now);
	if (maxAgeSeconds === undefined || age <= maxAgeSeconds) return judged;
	const detail = `It is ${durationInWords(age)} old; at most ${durationInWords(maxAgeSeconds)} counts`;
	return { ...judged, status: 'unknown', detail };
}
