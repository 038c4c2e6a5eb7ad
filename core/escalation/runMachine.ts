import { isoOf, millisOf } from '../time';
import { Acknowledgement } from './acknowledgement';
import { Position } from './position';
import { RecordBook } from './recordBook';
import type { TimedEvent } from './runFindings';
import { StepTimes, type StepTime } from './stepTimes';
import type { EscalationChain, EscalationRecord, EscalationRun, EscalationStep, EscalationSteps } from './types';

type EscalationState = EscalationSteps['state'];

/** Something that a run comes to at an instant. */
interface Turn extends StepTime {
	kind: 'step' | 'end' | 'ack_expired';
	/** Steps count from 1. */
	step: number;
}

interface Force {
	actor: string;
	reason: string;
}

/**
 * Follows a run from its start: events that happened and steps that came to be due, in the order of time. What was recorded
 * before is taken as it was, so that the same call again finds nothing new, and so that a role that has got members since
 * rewrites nothing.
 */
export class RunMachine {
	readonly position: Position;
	ack: Acknowledgement | null = null;
	private ended: 'resolved' | 'stopped' | null = null;
	private ackCount = 0;
	private readonly times: StepTimes;
	private readonly records: RecordBook;
	private readonly emptyRoles: ReadonlySet<string>;

	constructor(
		private readonly chain: EscalationChain,
		run: EscalationRun,
	) {
		this.times = new StepTimes(chain, run);
		this.position = new Position(chain, millisOf(run.started_at, 'started_at'));
		this.records = new RecordBook(run);
		this.emptyRoles = new Set(run.empty_roles);
	}

	/** What nobody has recorded yet, in the order in which it came. */
	get fresh(): EscalationRecord[] {
		return this.records.fresh;
	}

	get state(): EscalationState {
		if (this.ended !== null) return this.ended;
		if (this.position.isExhausted) return 'exhausted';
		if (this.times.isPaused) return 'paused';
		return this.ack === null ? 'active' : 'acked';
	}

	/** Follows events, and what is due in between, up to `until`. */
	follow(events: readonly TimedEvent[], until: number): void {
		for (const { at, event } of events) {
			this.takeTurnsBefore(at);
			this.happen(event, at);
		}
		this.takeTurnsBefore(until + 1);
	}

	/** What comes next if nothing happens; null when nothing does. */
	nextTurn(): Turn | null {
		if (this.ended !== null || this.position.isExhausted) return null;
		const step = this.nextStep();
		const expires = this.ackExpiry();
		if (expires === null || this.ack === null || (step !== null && step.notify < expires)) return step;
		return { kind: 'ack_expired', step: 0, due: expires, notify: expires };
	}

	ackExpiry(): number | null {
		return this.ack === null ? null : this.times.after(this.ack.base, this.chain.ack_ttl_seconds);
	}

	private takeTurnsBefore(at: number): void {
		for (let turn = this.nextTurn(); turn !== null && turn.notify < at; turn = this.nextTurn()) this.take(turn);
	}

	take(turn: Turn, forced: Force | null = null): void {
		if (turn.kind === 'ack_expired') return this.expireAck(turn.notify);
		this.skipTo(turn.step, turn.notify);
		if (turn.kind === 'end') this.exhaust(turn.notify);
		else this.tell(turn, forced);
	}

	private nextStep(): Turn | null {
		const { pass, step, isAtEnd } = this.position;
		const known = this.records.find(pass, isAtEnd ? 'exhausted' : step);
		// What was recorded happened, whatever was learned since.
		if (known !== undefined) return this.recordedTurn(known, step);
		return this.ack === null
			? this.stepAt(step, this.position.base, this.position.isImmediate)
			: this.stepInSpiteOfAck();
	}

	private recordedTurn(record: EscalationRecord, step: number): Turn {
		const notify = millisOf(record.notify_at, 'recorded.notify_at');
		return {
			kind: this.position.isAtEnd ? 'end' : 'step',
			step,
			due: millisOf(record.due_at, 'recorded.due_at'),
			notify,
		};
	}

	private stepAt(step: number, base: number, isImmediate: boolean): Turn | null {
		const definition = this.chain.steps[step - 1];
		if (definition === undefined) {
			const wait = this.chain.on_exhausted.wait_seconds ?? this.chain.ack_ttl_seconds;
			const at = this.times.after(base, isImmediate ? 0 : wait);
			return at === null ? null : { kind: 'end', step, due: at, notify: at };
		}
		const time = isImmediate ? this.times.within(definition, base) : this.times.timeOf(step - 1, base);
		return time === null ? null : { kind: 'step', step, ...time };
	}

	/** The first step of this pass that an acknowledgement does not hold back, at the time it would have without one. */
	private stepInSpiteOfAck(): Turn | null {
		let { step, base, isImmediate } = this.position;
		for (; step <= this.chain.steps.length; step += 1) {
			const turn = this.stepAt(step, base, isImmediate);
			if (turn === null || this.chain.steps[step - 1]!.condition === 'not_resolved') return turn;
			base = turn.notify;
			isImmediate = false;
		}
		return null;
	}

	private happen(event: TimedEvent['event'], at: number): void {
		if (this.ended !== null) return;
		switch (event.kind) {
			case 'resolved':
			case 'stopped':
				this.ended = event.kind;
				return;
			case 'acked':
				return this.acknowledge(event.by_role, at);
			case 'activity':
				return this.ack?.renew(event, at, this.chain);
			case 'paused':
				return this.times.pause(at);
			case 'resumed':
				return this.times.resume(at);
			case 'forced':
				return this.force({ actor: event.actor, reason: event.reason }, at);
		}
	}

	/** The step that was acknowledged is the last one told; before any, it is the one that was still to come. */
	private acknowledge(byRole: string, at: number): void {
		if (this.position.isExhausted) return;
		const { pass, step, hasTold } = this.position;
		const next = hasTold ? step : Math.min(step + 1, this.chain.steps.length);
		this.ack = new Acknowledgement(byRole, at, { pass, step: next }, this.ackCount);
		this.ackCount += 1;
	}

	private expireAck(at: number): void {
		const { byRole, index, next } = this.ack!;
		this.ack = null;
		this.records.keep({
			...this.records.blank(this.position.pass, `ack_expired-${index + 1}`, at),
			kind: 'ack_expired',
			target_role: byRole,
		});
		if (next.pass === this.position.pass) this.skipTo(next.step, at);
		this.position.base = at;
		this.position.isImmediate = true;
	}

	private force(forced: Force, at: number): void {
		if (this.position.isExhausted) return;
		this.ack = null;
		const { step, isAtEnd } = this.position;
		this.take({ kind: isAtEnd ? 'end' : 'step', step, due: at, notify: at }, forced);
		// Nobody in that role: the next one, at once.
		while (this.position.isImmediate && !this.position.isAtEnd) {
			this.take({ kind: 'step', step: this.position.step, due: at, notify: at }, forced);
		}
	}

	/** Passes the steps before one of this pass, at an instant: an acknowledgement held them back. */
	private skipTo(step: number, at: number): void {
		while (this.position.step < step) {
			const { step: index, base, isImmediate, pass } = this.position;
			const turn = this.stepAt(index, base, isImmediate);
			const { target_role } = this.chain.steps[index - 1]!;
			const blank = this.records.blank(pass, index, turn?.due ?? base);
			this.records.keep({ ...blank, kind: 'acked', target_role, notify_at: isoOf(at) });
			this.position.advance(turn?.notify ?? base, false);
		}
	}

	private tell({ step, due, notify }: Turn, forced: Force | null): void {
		const definition = this.chain.steps[step - 1]!;
		const record = this.records.keep(this.describe(definition, step, { due, notify }, forced));
		if (record.target_role !== null && record.kind !== 'acked') this.position.told(record.target_role);
		const isImmediate = record.kind === 'no_target' || record.kind === 'duplicate_target';
		this.position.advance(notify, isImmediate);
		if (this.position.isAtEnd) this.endPass(notify);
	}

	private describe(step: EscalationStep, index: number, time: StepTime, forced: Force | null): EscalationRecord {
		const { target_role, backup_role = null, action = 'notify', window = null } = step;
		const isBackup = this.emptyRoles.has(target_role);
		const target = isBackup ? backup_role : target_role;
		const isEmpty = target === null || this.emptyRoles.has(target);
		const isDuplicate = !isEmpty && forced === null && target === this.position.lastTarget;
		return {
			...this.records.blank(this.position.pass, index, time.due),
			kind: isEmpty ? 'no_target' : isDuplicate ? 'duplicate_target' : 'notify',
			notify_at: isoOf(time.notify),
			target_role: isEmpty ? null : target,
			is_backup: isBackup && !isEmpty,
			action,
			window,
			forced,
		};
	}

	private endPass(at: number): void {
		const { fallback_role } = this.chain.on_exhausted;
		if (!this.position.hasToldInPass) {
			const id = `${this.position.pass}/no_one_reachable`;
			this.records.keep({
				...this.records.blank(this.position.pass, id, at),
				kind: 'no_one_reachable',
				target_role: fallback_role,
			});
		}
		if (this.position.hasMore) this.position.repeat();
	}

	private exhaust(at: number): void {
		const { fallback_role } = this.chain.on_exhausted;
		this.records.keep({
			...this.records.blank(this.position.pass, 'exhausted', at),
			kind: 'exhausted',
			target_role: fallback_role,
		});
		this.position.isExhausted = true;
	}
}
