import type { CaseCommand, EscalationChain, EscalationEvent, EscalationRun, Timer, TimerCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { byId, expectedOf, from, minuteMs, always, office } from '../core/escalation/expected';
import { makeSimulation, simulate, type Sweeper, type SweptRecord } from '../core/escalation/simulate';
import { makeLimits, MessageBook, messageTypes } from './messageBook';
import { closeCase, context, owner, type StoreUnderTest, ticket } from './subject';
import { first, startOf, sweeper } from './timers';

/** A minute in which nothing is known to be due is swept this seldom: nothing may come early. */
const idleMinutes = 60;

/** What one sweeper did until nothing was due. */
interface StoreSweep {
	told: SweptRecord[];
	skipped_count: number;
	held_count: number;
}

/** Keeps the escalations of a simulation in a store, which two sweepers sweep at once. */
class StoreSweeper implements Sweeper {
	private readonly reviewed = new Set<string>();
	private readonly roles = new Set<string>();
	/** When something is due; null where that is not known. */
	private due: string | null = null;
	readonly messages: MessageBook;

	constructor(
		private readonly store: TriageStore,
		private readonly other: TriageStore,
		private readonly setNow: (instant: string) => void,
		private readonly count: number,
	) {
		this.messages = new MessageBook(makeLimits(20250317, from, count), async (case_id) => await this.timerOf(case_id));
	}

	/** Opens all cases, so that each gets its number. */
	async open(): Promise<void> {
		const cases = Array.from({ length: this.count }, (_, index) => index + 1);
		for (const number of cases) {
			const fields = ticket({ ticket_id: `T-${number}` });
			await this.store.execute(null, { kind: 'open', fields }, context());
		}
		const begin: CaseCommand[] = [owner, { kind: 'change_state', to: 'in-progress' }];
		for (const command of begin) {
			await Promise.all(
				cases.map(async (number) => await this.onCase(`C-${String(number).padStart(4, '0')}`, command)),
			);
		}
	}

	async start(chain: EscalationChain, run: EscalationRun): Promise<void> {
		this.setNow(run.started_at);
		await this.do(run.case_id, startOf(chain, { calendar: run.calendar as typeof always }));
	}

	async happen(caseId: string, event: EscalationEvent): Promise<void> {
		this.setNow(event.at);
		switch (event.kind) {
			case 'acked':
				return await this.do(caseId, { kind: 'acknowledge', by_role: event.by_role });
			case 'activity':
				return await this.act(caseId, event);
			case 'paused':
				return await this.do(caseId, { kind: 'pause' });
			case 'resumed':
				return await this.do(caseId, { kind: 'resume' });
			case 'forced':
				return await this.do(caseId, { kind: 'force', reason: event.reason });
			case 'resolved':
				return await this.resolve(caseId);
			case 'stopped':
				return await this.do(caseId, { kind: 'stop', reason: event.reason });
		}
	}

	async setEmptyRoles(names: readonly string[]): Promise<void> {
		for (const name of names) this.roles.add(name);
		for (const name of this.roles) {
			const body = { members: [{ id: 'ada', on_duty: !names.includes(name) }] };
			await this.store.executeDefinition({ kind: 'role', name }, { kind: 'save', body }, context());
		}
	}

	async sweep(now: string): Promise<SweptRecord[]> {
		this.setNow(now);
		const isIdle = ((Date.parse(now) - from) / minuteMs) % idleMinutes >= 1;
		this.due ??= (await this.store.findTimers({ order: 'next', limit: 1 }))[0]?.next_due_at ?? '9999';
		if (this.due > now && isIdle && !this.messages.isDue(now)) return [];
		this.due = null;
		const results = await Promise.all([this.store, this.other].map(async (each) => await this.sweepAll(each, now)));
		const told = [...results.flatMap((each) => each.told), ...(await this.readMessages(results, now))];
		const skipped = results.reduce((sum, { skipped_count }) => sum + skipped_count, 0);
		return [...told, ...(await this.readSkipped(skipped))];
	}

	private async sweepAll(store: TriageStore, now: string): Promise<StoreSweep> {
		const told: SweptRecord[] = [];
		const throttle = this.messages.limitsAt(now);
		for (let [skipped_count, held_count] = [0, 0]; ;) {
			const swept = await store.sweepTimers({ limit: 5, throttle }, sweeper);
			told.push(...swept.steps.map(({ case_id, record }) => ({ case_id, record, isTold: true })));
			skipped_count += swept.skipped_count;
			held_count += swept.held_count;
			if (swept.is_all) return { told, skipped_count, held_count };
		}
	}

	/** Steps that these sweeps held back; hands over to the book of messages all that the sweeps did with them. */
	private async readMessages(results: readonly StoreSweep[], now: string): Promise<SweptRecord[]> {
		const told = results.flatMap((each) => each.told);
		const held_count = results.reduce((sum, each) => sum + each.held_count, 0);
		if (told.length + held_count + this.messages.heldCount === 0) return [];
		const entries = await this.store.findEntries({ types: messageTypes, from: now, order: 'oldest' });
		const held: SweptRecord[] = [];
		for (const { case_id: trail, data } of entries.filter(({ data }) => data.held === true)) {
			held.push({ ...(await this.readRecord(trail, data.id)), isTold: true });
		}
		expect(held).toHaveLength(held_count);
		const records = new Map([...told, ...held].map(({ record }) => [record.id, record]));
		await this.messages.take(entries, records, now);
		return held;
	}

	private async timerOf(case_id: string): Promise<Timer> {
		return (await this.store.getTimer({ ...first, case_id }))!;
	}

	private async readRecord(trail: string, id: unknown): Promise<Pick<SweptRecord, 'case_id' | 'record'>> {
		const case_id = trail.split('/')[1]!;
		const { records } = await this.timerOf(case_id);
		return { case_id, record: records.find((record) => record.id === id)! };
	}

	/** What the last sweeps kept for the record, from the rows of the timers. */
	private async readSkipped(count: number): Promise<SweptRecord[]> {
		if (count === 0) return [];
		const entries = await this.store.findEntries({ types: ['timer.skipped'], order: 'newest', limit: count });
		const swept: SweptRecord[] = [];
		for (const { case_id: trail, data } of entries) {
			swept.push({ ...(await this.readRecord(trail, data.id)), isTold: false });
		}
		return swept;
	}

	/** Something happens that no sweep knows of yet. */
	private touch(): void {
		this.due = null;
		this.messages.wake();
	}

	private async do(case_id: string, command: TimerCommand): Promise<void> {
		this.touch();
		await this.store.executeTimer({ ...first, case_id }, command, context());
	}

	private async resolve(case_id: string): Promise<void> {
		this.touch();
		await closeCase(this.store, case_id);
	}

	private async onCase(case_id: string, command: CaseCommand, role?: string): Promise<void> {
		this.touch();
		const actor = { kind: 'human', id: 'h1', ...(role && { role }) } as const;
		await this.store.execute({ case_id }, command, context({ actor }));
	}

	private async act(caseId: string, { by_role, what }: Extract<EscalationEvent, { kind: 'activity' }>): Promise<void> {
		if (what === 'state_change') {
			const isBack = this.reviewed.delete(caseId);
			if (!isBack) this.reviewed.add(caseId);
			const review = { reviewer_role: 'Lead', checklist: ['Charge confirmed'], ttl_seconds: 3600 };
			const to = isBack ? ({ to: 'in-progress' } as const) : ({ to: 'manual-review', ...review } as const);
			return await this.onCase(caseId, { kind: 'change_state', ...to }, by_role);
		}
		this.touch();
		const snapshot = { connector: 'crm', record: 'R-1', moment: 'after' } as const;
		const sent = context({ actor: { kind: 'human', id: 'h1', role: by_role } });
		await this.store.record(
			what === 'comment'
				? { case_id: caseId, type: 'note.added', data: {} }
				: { case_id: caseId, type: 'record.snapshot', data: snapshot },
			sent,
		);
	}
}

/** What nobody is told of. */
const recordedOnly = ['no_target', 'duplicate_target', 'acked'];

/** Holds a store against the clockwork, over thirty days and with everything that can happen. */
export function describeSimulation(engine: string, open: () => Promise<StoreUnderTest>, cases: number) {
	test(`${cases} cases over 30 days on ${engine}: every step is told once or held back as the limits say, none early, none more than one sweep late`, async () => {
		const simulation = makeSimulation(20250316, { cases, days: 30, staffing: true }, { office, always }, from);
		const expected = expectedOf(simulation);
		const { store, setNow, openAnother } = await open();
		const other = await openAnother();
		setNow(new Date(from).toISOString());
		const subject = new StoreSweeper(store, other, setNow, cases);
		await subject.open();
		const swept = await simulate(simulation, subject);
		const found = byId(swept, ({ record }) => record.id);
		expect([...found.keys()].sort()).toEqual(expected.map(({ id }) => id).sort());
		for (const { id, minute, kind, target } of expected) {
			const { record, sweptAt, isTold } = found.get(id)!;
			const due = from + minute * minuteMs;
			expect({ id, kind: record.kind, target: record.target_role }).toEqual({ id, kind, target });
			expect({ id, notify_at: record.notify_at }).toEqual({ id, notify_at: new Date(due).toISOString() });
			// Other kinds are told too, unless somebody took the case on or ended it in the same minute.
			if (kind === 'notify' || recordedOnly.includes(kind)) {
				expect({ id, isTold }).toEqual({ id, isTold: kind === 'notify' });
			}
			expect(sweptAt - due).toBeGreaterThanOrEqual(0);
			expect(sweptAt - due).toBeLessThanOrEqual(minuteMs);
		}
		const { counts, heldCount } = subject.messages;
		expect(counts.released + counts.left_out + heldCount).toBe(counts.held);
		expect(await store.readTimerHealth(new Date(from).toISOString())).toMatchObject({ held_count: heldCount });
		// The limits have to bite, or nothing is proved of them.
		expect(Math.min(counts.held / cases, counts.released / cases)).toBeGreaterThan(0.5);
		expect(counts.left_out).toBeGreaterThan(0);
		expect((await store.verify()).findings).toEqual([]);
		await other.close();
		await store.close();
	}, 900_000);
}
