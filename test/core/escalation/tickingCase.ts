import type { Calendar, EscalationEvent } from '../../../core';
import type { SimulatedCase, Simulation } from './simulate';

/** What a case comes to in a minute. */
export interface Tick {
	/** As the records of the product have it, without case and run. */
	id: string;
	minute: number;
	kind: 'notify' | 'no_target' | 'duplicate_target' | 'acked' | 'ack_expired' | 'no_one_reachable' | 'exhausted';
	target: string | null;
}

const order: Array<EscalationEvent['kind']> = [
	'resolved',
	'stopped',
	'acked',
	'activity',
	'paused',
	'resumed',
	'forced',
];

/**
 * An escalation as a clockwork that ticks once a minute: it counts minutes down and knows no arithmetic of time. Written
 * from the rules, not from the product, to hold the product against.
 */
export class TickingCase {
	readonly ticks: Tick[] = [];
	private pass = 1;
	private step = 1;
	private waited = 0;
	private isImmediate = false;
	private isPaused = false;
	private isOver = false;
	private lastTarget: string | null = null;
	private hasToldInPass = false;
	private hasTold = false;
	private ack: { by: string; left: number; renewals: number; pass: number; next: number; virtual: number } | null =
		null;
	private acks = 0;

	constructor(
		private readonly of: SimulatedCase,
		private readonly simulation: Simulation,
		/** For every minute of the simulation whether a calendar is open. */
		private readonly open: ReadonlyMap<Calendar, readonly boolean[]>,
	) {
		const events = Map.groupBy(of.events, ({ minute }) => minute);
		for (let minute = of.start; minute < simulation.minutes && !this.isOver; minute += 1) {
			const now = (events.get(minute) ?? []).map(({ event }) => event);
			now.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
			for (const event of now) this.happen(event, minute);
			while (!this.isOver && this.come(minute));
			this.count(minute);
		}
	}

	private get steps() {
		return this.of.chain.steps;
	}

	private happen(event: EscalationEvent, minute: number): void {
		if (this.isOver) return;
		if (event.kind === 'resolved') this.isOver = true;
		if (event.kind === 'paused') this.isPaused = true;
		if (event.kind === 'resumed') this.isPaused = false;
		if (event.kind === 'acked') {
			const next = this.hasTold ? this.step : Math.min(this.step + 1, this.steps.length);
			this.ack = {
				by: event.by_role,
				left: this.of.chain.ack_ttl_seconds / 60,
				renewals: 0,
				pass: this.pass,
				next,
				virtual: this.ack?.virtual ?? this.step,
			};
			this.acks += 1;
		}
		if (event.kind === 'activity' && event.by_role === this.ack?.by) {
			if (event.what === 'evidence') this.ack.renewals = 0;
			else if (this.ack.renewals >= this.of.chain.max_ack_renewals!) return;
			else this.ack.renewals += 1;
			this.ack.left = this.of.chain.ack_ttl_seconds / 60;
		}
		if (event.kind === 'forced') {
			this.ack = null;
			if (this.step > this.steps.length) return this.exhaust(minute);
			const { pass } = this;
			do this.tell(minute, true);
			while (this.isImmediate && this.pass === pass && this.step <= this.steps.length);
		}
	}

	/** One thing that comes in this minute; false when there is none. */
	private come(minute: number): boolean {
		if (this.ack !== null && this.ack.left === 0 && !this.isPaused) {
			this.expire(minute);
			return true;
		}
		if (this.ack !== null) return this.comeInSpiteOfAck(minute);
		if (!this.isReady(this.step, minute)) return false;
		if (this.step > this.steps.length) this.exhaust(minute);
		else this.tell(minute, false);
		return true;
	}

	/** Whether a step, or the end, has waited long enough and may be told. */
	private isReady(step: number, minute: number): boolean {
		if (this.isPaused) return false;
		const definition = this.steps[step - 1];
		if (definition === undefined) {
			const wait = this.of.chain.on_exhausted.wait_seconds! / 60;
			return this.isImmediate || this.waited >= wait;
		}
		if (!this.isImmediate && this.waited < definition.wait_seconds! / 60) return false;
		return definition.only_within === undefined || this.open.get(definition.only_within)![minute]!;
	}

	private comeInSpiteOfAck(minute: number): boolean {
		const { ack } = this;
		if (ack === null || ack.virtual > this.steps.length || !this.isReady(ack.virtual, minute)) return false;
		if (this.steps[ack.virtual - 1]!.condition === 'not_resolved') {
			this.holdUpTo(ack.virtual, minute);
			this.tell(minute, false);
			ack.virtual = this.step;
		} else ack.virtual += 1;
		this.waited = 0;
		if (ack.virtual !== this.step) this.isImmediate = false;
		return true;
	}

	private expire(minute: number): void {
		const { by, pass, next } = this.ack!;
		this.ack = null;
		this.tick(`ack_expired-${this.acks}`, minute, 'ack_expired', by);
		if (pass === this.pass) this.holdUpTo(next, minute);
		this.isImmediate = true;
	}

	private holdUpTo(step: number, minute: number): void {
		for (; this.step < step; this.step += 1) {
			this.tick(`${this.pass}/${this.step}`, minute, 'acked', this.steps[this.step - 1]!.target_role);
		}
	}

	private tell(minute: number, isForced: boolean): void {
		const { target_role, backup_role = null } = this.steps[this.step - 1]!;
		const empty = this.simulation.staffing.findLast((each) => each.minute <= minute)!.emptyRoles;
		const target = [target_role, backup_role].find((role) => role !== null && !empty.includes(role)) ?? null;
		const isDuplicate = target !== null && target === this.lastTarget && !isForced;
		const kind = target === null ? 'no_target' : isDuplicate ? 'duplicate_target' : 'notify';
		this.tick(`${this.pass}/${this.step}`, minute, kind, target);
		if (target !== null) {
			this.lastTarget = target;
			this.hasToldInPass = true;
			this.hasTold = true;
		}
		this.step += 1;
		this.waited = 0;
		this.isImmediate = kind !== 'notify';
		if (this.step > this.steps.length) this.endPass(minute);
	}

	private endPass(minute: number): void {
		const { on_exhausted, repeat } = this.of.chain;
		if (!this.hasToldInPass) {
			this.tick(`${this.pass}/no_one_reachable`, minute, 'no_one_reachable', on_exhausted.fallback_role);
		}
		if (this.pass > repeat!.times) return;
		this.pass += 1;
		this.step = repeat!.from_step;
		this.isImmediate = false;
		this.lastTarget = null;
		this.hasToldInPass = false;
	}

	private exhaust(minute: number): void {
		this.tick('exhausted', minute, 'exhausted', this.of.chain.on_exhausted.fallback_role);
		this.isOver = true;
	}

	private tick(id: string, minute: number, kind: Tick['kind'], target: string | null): void {
		this.ticks.push({ id: `${this.of.caseId}/1/${id}`, minute, kind, target });
	}

	/** The minute that passes now counts for what waits. */
	private count(minute: number): void {
		if (this.isPaused) return;
		const isOpen = this.open.get(this.of.calendar)![minute]!;
		const step = this.ack === null ? this.step : this.ack.virtual;
		if (this.steps[step - 1]?.wait_basis === 'wall' || isOpen) this.waited += 1;
		if (this.ack !== null && isOpen && this.ack.left > 0) this.ack.left -= 1;
	}
}
