import { escalationSteps, type EscalationChain, type EscalationRun } from '../../../core';
import { always, byId, expectedOf, from, minuteMs, office } from './expected';
import { makeSimulation, randomFrom, simulate, type SimulatedSweep, type Sweeper, type SweptRecord } from './simulate';

/** Keeps runs in memory and sweeps those that are due, as a store does with rows. */
class MemorySweeper implements Sweeper {
	private readonly runs = new Map<string, { chain: EscalationChain; run: EscalationRun; due: string | null }>();
	private emptyRoles: readonly string[] = [];

	/** `crash` says whether a sweep is lost before it is kept. */
	constructor(private readonly crash: () => boolean = () => false) {}

	start(chain: EscalationChain, run: EscalationRun): void {
		this.runs.set(run.case_id, { chain, run, due: null });
		this.plan(run.case_id, run.started_at);
	}

	happen(caseId: string, event: EscalationRun['events'][number]): void {
		const kept = this.runs.get(caseId)!;
		kept.run = { ...kept.run, events: [...kept.run.events, event] };
		this.plan(caseId, event.at);
	}

	setEmptyRoles(roles: readonly string[]): void {
		this.emptyRoles = roles;
	}

	sweep(now: string): SweptRecord[] {
		const swept: SweptRecord[] = [];
		for (const [case_id, kept] of this.runs) {
			if (kept.due === null || kept.due > now) continue;
			const run = { ...kept.run, empty_roles: this.emptyRoles };
			const { due, skipped, next_due_at } = escalationSteps(kept.chain, run, now);
			if (this.crash()) continue;
			kept.run = { ...kept.run, recorded: [...kept.run.recorded, ...skipped, ...due] };
			kept.due = next_due_at;
			swept.push(...due.map((record) => ({ case_id, isTold: true, record })));
			swept.push(...skipped.map((record) => ({ case_id, isTold: false, record })));
		}
		return swept;
	}

	/** An event can make something due at once. */
	private plan(caseId: string, now: string): void {
		const kept = this.runs.get(caseId)!;
		const { due, skipped, next_due_at } = escalationSteps(kept.chain, kept.run, now);
		kept.due = due.length + skipped.length > 0 ? now : next_due_at;
	}
}

const minuteOf = (instant: string) => (Date.parse(instant) - from) / minuteMs;

describe('1,000 cases over 30 days, with everything that can happen to them', () => {
	const simulation = makeSimulation(20250316, { cases: 1000, days: 30, staffing: true }, { office, always }, from);
	const expected = expectedOf(simulation);

	test('the clockwork has enough of everything to hold the product against', () => {
		const counts = Map.groupBy(expected, ({ kind }) => kind);
		for (const kind of [
			'notify',
			'no_target',
			'duplicate_target',
			'acked',
			'ack_expired',
			'no_one_reachable',
			'exhausted',
		] as const) {
			expect([kind, counts.get(kind)?.length ?? 0]).toEqual([kind, expect.any(Number)]);
			expect(counts.get(kind)?.length ?? 0).toBeGreaterThan(40);
		}
	});

	test('every step is told exactly once, none early, none more than one sweep late', async () => {
		const swept = await simulate(simulation, new MemorySweeper());
		const found = byId(swept, ({ record }) => record.id);
		expect([...found.keys()].sort()).toEqual(expected.map(({ id }) => id).sort());
		for (const { id, minute, kind, target } of expected) {
			const { record, sweptAt } = found.get(id)!;
			const late = sweptAt - (from + minute * minuteMs);
			expect({ id, kind: record.kind, target: record.target_role }).toEqual({ id, kind, target });
			expect({ id, minute: minuteOf(record.notify_at) }).toEqual({ id, minute });
			expect(late).toBeGreaterThanOrEqual(0);
			expect(late).toBeLessThanOrEqual(minuteMs);
		}
	});

	test('a sweep that is lost before it is kept comes again with the next one', async () => {
		const random = randomFrom(7);
		const swept = await simulate(simulation, new MemorySweeper(() => random() < 0.2));
		byId(swept, ({ record }) => record.id);
		const told = swept.filter(({ isTold }) => isTold);
		expect(told.length).toBeGreaterThan(expected.filter(({ kind }) => kind === 'notify').length * 0.9);
		for (const { record, sweptAt } of told) expect(sweptAt).toBeGreaterThanOrEqual(Date.parse(record.notify_at));
	});
});

test('after a standstill each case is told its latest step, and the rest is kept for the record', async () => {
	const simulation = makeSimulation(42, { cases: 500, days: 30, staffing: false }, { office, always }, from);
	const expected = expectedOf(simulation);
	const isDown = (minute: number) => minute % 3000 > 1000;
	const swept = await simulate(simulation, new MemorySweeper(), isDown);
	const lastSweep = simulation.minutes - 1;
	const known = expected.filter(({ minute }) => !isDown(lastSweep) || minute <= lastSweep - (lastSweep % 3000) + 1000);
	const found = byId(swept, ({ record }) => record.id);
	expect([...found.keys()].sort()).toEqual(known.map(({ id }) => id).sort());
	for (const { id, minute, kind } of known) {
		const { record, isTold } = found.get(id)!;
		expect({ id, minute: minuteOf(record.notify_at) }).toEqual({ id, minute });
		if (kind === 'notify') expect(record.kind).toBe(isTold ? 'notify' : 'skipped_catchup');
	}
	const steps = Map.groupBy(
		swept.filter(({ isTold, record }) => isTold && record.kind === 'notify'),
		({ case_id, sweptAt }: SimulatedSweep) => `${case_id} ${sweptAt}`,
	);
	for (const told of steps.values()) expect(new Set(told.map(({ record }) => record.notify_at)).size).toBe(1);
	expect(swept.filter(({ record }) => record.kind === 'skipped_catchup').length).toBeGreaterThan(100);
});
