import {
	alwaysOpen,
	escalationSteps,
	startEscalation,
	type EscalationChain,
	type EscalationEvent,
	type EscalationRun,
	type EscalationStep,
	type EscalationSteps,
} from '../../../core';

const start = Date.parse('2025-06-03T08:00:00Z');

/** Minutes after the start as an instant. */
export const plus = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

/** An instant as minutes after the start. */
export const minutesOf = (instant: string | null): number | null =>
	instant === null ? null : (Date.parse(instant) - start) / 60_000;

export const step = (target_role: string, minutes: number, rest: Partial<EscalationStep> = {}): EscalationStep => ({
	target_role,
	wait_seconds: minutes * 60,
	...rest,
});

export const chain = (steps: EscalationStep[], rest: Partial<EscalationChain> = {}): EscalationChain => ({
	id: 'standard',
	version: 1,
	steps,
	on_exhausted: { fallback_role: 'Triage' },
	ack_ttl_seconds: 7200,
	...rest,
});

type Event = EscalationEvent extends infer Each
	? Each extends { kind: infer Kind }
		? { kind: Kind } & Omit<Each, 'at' | 'kind'>
		: never
	: never;

export const on = (minutes: number, event: Event): EscalationEvent =>
	({ at: plus(minutes), ...event }) as EscalationEvent;

/** A case whose escalation is swept from time to time, keeping what each sweep found. */
export class Case {
	run: EscalationRun;

	constructor(
		readonly chain: EscalationChain,
		rest: Partial<EscalationRun> = {},
	) {
		this.run = {
			...startEscalation(chain, { case_id: 'C-0001', started_at: plus(0), calendar: alwaysOpen() }),
			...rest,
		};
	}

	happen(...events: EscalationEvent[]): this {
		this.run = { ...this.run, events: [...this.run.events, ...events] };
		return this;
	}

	lookAt(minutes: number): EscalationSteps {
		return escalationSteps(this.chain, this.run, plus(minutes));
	}

	sweep(minutes: number): EscalationSteps {
		const steps = this.lookAt(minutes);
		this.run = { ...this.run, recorded: [...this.run.recorded, ...steps.due, ...steps.skipped] };
		return steps;
	}

	/** What a sweep tells, as `kind role`. */
	told(minutes: number): string[] {
		return this.sweep(minutes).due.map(({ kind, target_role }) => `${kind} ${target_role}`);
	}
}
