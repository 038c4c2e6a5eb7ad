import {
	startEscalation,
	type Calendar,
	type EscalationChain,
	type EscalationEvent,
	type EscalationRecord,
	type EscalationRun,
} from '../../../core';

const minuteMs = 60_000;

/** Whatever keeps runs and sweeps them: the pure functions, or a store. */
export interface Sweeper {
	start(chain: EscalationChain, run: EscalationRun): void | Promise<void>;
	happen(caseId: string, event: EscalationEvent): void | Promise<void>;
	setEmptyRoles(roles: readonly string[]): void | Promise<void>;
	/** What became due by `now`, kept and told. */
	sweep(now: string): SweptRecord[] | Promise<SweptRecord[]>;
}

export interface SweptRecord {
	case_id: string;
	isTold: boolean;
	record: EscalationRecord;
}

/** A case of the simulation. Times are whole minutes from the beginning. */
export interface SimulatedCase {
	caseId: string;
	chain: EscalationChain;
	calendar: Calendar;
	start: number;
	events: Array<{ minute: number; event: EscalationEvent }>;
}

export interface Simulation {
	from: number;
	minutes: number;
	cases: SimulatedCase[];
	/** From when on which roles have nobody, in order. */
	staffing: Array<{ minute: number; emptyRoles: string[] }>;
}

/** Random numbers from 0 to 1 that a seed fixes (mulberry32). */
export function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const roles = ['Billing', 'Ops', 'Lead', 'Head', 'Finance'];

function makeChain(random: () => number, index: number, office: Calendar): EscalationChain {
	const below = (limit: number) => Math.floor(random() * limit);
	const role = () => roles[below(roles.length)]!;
	const steps = Array.from({ length: 1 + below(4) }, () => ({
		target_role: role(),
		backup_role: random() < 0.3 ? role() : null,
		wait_seconds: below(random() < 0.2 ? 3000 : 240) * 60,
		wait_basis: random() < 0.5 ? ('wall' as const) : ('business' as const),
		condition: random() < 0.2 ? ('not_resolved' as const) : ('not_acked' as const),
		...(random() < 0.2 ? { only_within: office } : {}),
	}));
	return {
		id: `chain-${index}`,
		version: 1,
		steps,
		repeat: { from_step: 1 + below(steps.length), times: below(4) },
		on_exhausted: { fallback_role: 'Triage', wait_seconds: below(120) * 60 },
		ack_ttl_seconds: (10 + below(300)) * 60,
		max_ack_renewals: below(3),
	};
}

function makeEvents(random: () => number, start: number, end: number, at: (minute: number) => string) {
	const below = (limit: number) => Math.floor(random() * limit);
	const events: SimulatedCase['events'] = [];
	const add = (minute: number, event: object) =>
		events.push({ minute, event: { at: at(minute), ...event } as EscalationEvent });
	// Most of it happens early, while steps are due.
	for (let minute = start + below(120); minute < end && events.length < 12; minute += 1 + below(600)) {
		const by_role = roles[below(roles.length)]!;
		const kind = random();
		if (kind < 0.3) add(minute, { kind: 'acked', by_role });
		else if (kind < 0.55) {
			const what = (['comment', 'state_change', 'evidence'] as const)[below(3)]!;
			add(minute, { kind: 'activity', by_role, what });
		} else if (kind < 0.75) {
			add(minute, { kind: 'paused' });
			minute += below(400);
			add(minute, { kind: 'resumed' });
		} else if (kind < 0.85) add(minute, { kind: 'forced', actor: 'dana', reason: 'Asked by phone' });
		else if (kind < 0.93) add(minute, { kind: 'resolved' });
	}
	return events.filter(({ minute }) => minute < end);
}

/** Cases with chains and events that a seed fixes. */
export function makeSimulation(
	seed: number,
	size: { cases: number; days: number; staffing: boolean },
	calendars: { office: Calendar; always: Calendar },
	from: number,
): Simulation {
	const random = randomFrom(seed);
	const minutes = size.days * 1440;
	const at = (minute: number) => new Date(from + minute * minuteMs).toISOString();
	const cases = Array.from({ length: size.cases }, (_, index): SimulatedCase => {
		const start = Math.floor(random() * minutes * 0.8);
		return {
			caseId: `C-${String(index + 1).padStart(4, '0')}`,
			chain: makeChain(random, index, calendars.office),
			calendar: random() < 0.5 ? calendars.office : calendars.always,
			start,
			events: makeEvents(random, start, minutes, at),
		};
	});
	const staffing = [{ minute: 0, emptyRoles: [] as string[] }];
	for (let minute = 0; size.staffing && minute < minutes; minute += 30 + Math.floor(random() * 2000)) {
		staffing.push({ minute, emptyRoles: roles.filter(() => random() < 0.25) });
	}
	return { from, minutes, cases, staffing };
}

export interface SimulatedSweep extends SweptRecord {
	sweptAt: number;
}

/**
 * Runs a simulation against a sweeper: what happens in a minute is handed over first, then the sweep comes, 20 seconds
 * later. `isDown` says in which minutes no sweep runs.
 */
export async function simulate(
	{ from, minutes, cases, staffing }: Simulation,
	sweeper: Sweeper,
	isDown: (minute: number) => boolean = () => false,
): Promise<SimulatedSweep[]> {
	const starts = Map.groupBy(cases, ({ start }) => start);
	const events = Map.groupBy(
		cases.flatMap((each) => each.events.map((event) => ({ ...event, caseId: each.caseId }))),
		({ minute }) => minute,
	);
	const changes = Map.groupBy(staffing, ({ minute }) => minute);
	const swept: SimulatedSweep[] = [];
	for (let minute = 0; minute < minutes; minute += 1) {
		for (const { emptyRoles } of changes.get(minute) ?? []) await sweeper.setEmptyRoles(emptyRoles);
		for (const { caseId, chain, calendar } of starts.get(minute) ?? []) {
			const started_at = new Date(from + minute * minuteMs).toISOString();
			await sweeper.start(chain, startEscalation(chain, { case_id: caseId, started_at, calendar }));
		}
		for (const { caseId, event } of events.get(minute) ?? []) await sweeper.happen(caseId, event);
		if (isDown(minute)) continue;
		const sweptAt = from + minute * minuteMs + 20_000;
		for (const record of await sweeper.sweep(new Date(sweptAt).toISOString())) swept.push({ ...record, sweptAt });
	}
	return swept;
}
