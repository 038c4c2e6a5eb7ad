import { messageAllowedFrom, type EscalationRecord, type ThrottleRule, type Timer } from '../../core';
import type { FoundEntry } from '../../storage';
import { minuteMs } from '../core/escalation/expected';
import { randomFrom } from '../core/escalation/simulate';

/** The limits of each day of a simulation, the tighter the fewer cases there are: a seeded part of the days has none. */
export function makeLimits(seed: number, from: number, cases: number): (now: string) => ThrottleRule[] {
	const unit = Math.round(900_000 / cases);
	const limits: ThrottleRule[] = [
		{ count: 2, per_seconds: unit },
		{ count: 4, per_seconds: 4 * unit, smooth: true },
		{ count: 9, per_seconds: 12 * unit, smooth: true },
	];
	const random = randomFrom(seed);
	const days = Array.from({ length: 60 }, () => random() < 0.8);
	return (now) => (days[Math.floor((Date.parse(now) - from) / (1440 * minuteMs))] === true ? limits : []);
}

/** Entries of a sweep that say what is told, what is held back and what goes as one. */
export const messageTypes = [
	'throttle.held',
	'throttle.passed',
	'throttle.released',
	'timer.exhausted',
	'timer.fired',
] as const;

interface HeldStep {
	entry_id: string;
	case_id: string;
	record_id: string;
}

interface RoleBook {
	sent: string[];
	held: HeldStep[];
	/** Passed in a transaction that has not said so yet. */
	passed: number;
	/** Nothing of it can go before somebody does something: all of their timers are paused. */
	isStuck: boolean;
}

const idsOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/**
 * Whom what may be told, kept a second time: each step that comes due goes by itself or is held back exactly as the rules
 * say, and what is held back goes with the first sweep at which it may, or is left out because it was overtaken.
 */
export class MessageBook {
	readonly counts = { passed: 0, held: 0, released: 0, left_out: 0 };
	private readonly roles = new Map<string, RoleBook>();
	private readonly toldCases = new Set<string>();

	constructor(
		readonly limitsAt: (now: string) => ThrottleRule[],
		private readonly timerOf: (caseId: string) => Promise<Timer>,
	) {}

	private roleOf(name: string): RoleBook {
		const book = this.roles.get(name) ?? { sent: [], held: [], passed: 0, isStuck: false };
		this.roles.set(name, book);
		return book;
	}

	private mayGo({ sent }: RoleBook, now: string): boolean {
		return messageAllowedFrom(this.limitsAt(now), sent.slice(-20), now) <= now;
	}

	/** Steps that are held back now. */
	get heldCount(): number {
		return [...this.roles.values()].reduce((sum, { held }) => sum + held.length, 0);
	}

	/** Whether a sweep has something to let go. */
	isDue(now: string): boolean {
		return [...this.roles.values()].some((book) => book.held.length > 0 && !book.isStuck && this.mayGo(book, now));
	}

	/** Somebody did something: what waited for a paused timer may go. */
	wake(): void {
		for (const book of this.roles.values()) book.isStuck = false;
	}

	/** What the sweeps of an instant wrote, in the order of the log, with the records of the steps. */
	async take(entries: readonly FoundEntry[], records: ReadonlyMap<string, EscalationRecord>, now: string) {
		for (const entry of entries) {
			if (entry.type === 'timer.fired' || entry.type === 'timer.exhausted') this.step(entry, records, now);
			else await this.message(entry, now);
		}
		for (const book of this.roles.values()) {
			expect(book.passed).toBe(0);
			if (book.held.length === 0 || !this.mayGo(book, now)) continue;
			for (const { case_id } of book.held) expect(await this.timerOf(case_id)).toMatchObject({ state: 'paused' });
			book.isStuck = true;
		}
	}

	private step(
		{ entry_id, case_id: trail, data }: FoundEntry,
		records: ReadonlyMap<string, EscalationRecord>,
		now: string,
	) {
		const case_id = trail.split('/')[1]!;
		const record_id = String(data.id);
		const book = this.roleOf(String(data.target_role));
		const isLimited = this.limitsAt(now).length > 0;
		const isFree = !this.toldCases.has(case_id) || records.get(record_id)!.forced !== null;
		const isHeld = isLimited && !isFree && (book.held.length > 0 || !this.mayGo(book, now));
		expect({ record_id, held: data.held ?? false }).toEqual({ record_id, held: isHeld });
		this.toldCases.add(case_id);
		if (isHeld) book.held.push({ entry_id, case_id, record_id });
		else if (isLimited) [book.passed] = [book.passed + 1, book.sent.push(now)];
		this.counts[isHeld ? 'held' : 'passed'] += 1;
	}

	private async message({ type, case_id: trail, data }: FoundEntry, now: string) {
		const book = this.roleOf(trail.split('/')[1]!);
		if (type === 'throttle.passed') {
			expect(data.count).toBe(book.passed);
			book.passed = 0;
		} else if (type === 'throttle.released') await this.release(book, idsOf(data.steps), idsOf(data.left_out), now);
	}

	private async release(book: RoleBook, steps: string[], left_out: string[], now: string) {
		expect(this.mayGo(book, now)).toBe(true);
		const gone = book.held.filter(({ entry_id }) => steps.includes(entry_id));
		expect(gone.map(({ entry_id }) => entry_id)).toEqual(steps);
		for (const step of gone) expect(await this.isOvertaken(step)).toBe(false);
		const dropped = book.held.filter(({ entry_id }) => left_out.includes(entry_id));
		expect(dropped.map(({ entry_id }) => entry_id)).toEqual(left_out);
		const lately = new Date(Date.parse(now) - minuteMs).toISOString();
		for (const step of dropped) expect(await this.isOvertaken(step, lately)).toBe(true);
		book.held = book.held.filter((step) => !gone.includes(step) && !dropped.includes(step));
		if (steps.length > 0) book.sent.push(now);
		this.counts.released += steps.length;
		this.counts.left_out += left_out.length;
	}

	/** The case ended, or somebody has taken it on; `lately`: or had until a sweep of this minute ended that. */
	private async isOvertaken({ case_id, record_id }: HeldStep, lately: string | null = null): Promise<boolean> {
		const { state, ack, chain, records } = await this.timerOf(case_id);
		if (state === 'resolved' || state === 'stopped') return true;
		const { step } = records.find(({ id }) => id === record_id)!;
		if (step !== null && chain.steps[step - 1]!.condition === 'not_resolved') return false;
		return (
			ack !== null ||
			(lately !== null && records.some(({ kind, notify_at }) => kind === 'ack_expired' && notify_at > lately))
		);
	}
}
