import {
	alwaysOpen,
	type CaseCommand,
	type EscalationChain,
	type EscalationStep,
	type StartTimer,
	type ThrottleRule,
	type TimerCommand,
} from '../../core';
import type { SweepResult, TriageStore } from '../../storage';
import { context, owner, type StoreUnderTest, useStore } from './subject';

const beginMs = Date.parse('2026-01-05T09:00:00Z');

/** Minutes after the start of a test as an instant. */
export const plus = (minutes: number): string => new Date(beginMs + minutes * 60_000).toISOString();

/** An instant as minutes after the start of a test. */
export const minutesOf = (instant: string | null): number | null =>
	instant === null ? null : (Date.parse(instant) - beginMs) / 60_000;

export const step = (target_role: string, minutes: number, rest: Partial<EscalationStep> = {}): EscalationStep => ({
	target_role,
	wait_seconds: minutes * 60,
	...rest,
});

export const chainOf = (steps: EscalationStep[], rest: Partial<EscalationChain> = {}): EscalationChain => ({
	id: 'standard',
	version: 1,
	steps,
	on_exhausted: { fallback_role: 'Triage' },
	ack_ttl_seconds: 7200,
	...rest,
});

/** The chain of the acceptance cases: 30 minutes, then 60 minutes. */
export const standard = chainOf([step('Billing', 30), step('Lead', 60)]);

export const startOf = (chain: EscalationChain = standard, rest: Partial<StartTimer> = {}): StartTimer => ({
	kind: 'start',
	chain,
	calendar: alwaysOpen(),
	within: null,
	started_at: null,
	on_running: 'keep',
	pause_while_waiting: false,
	...rest,
});

export const first = { case_id: 'C-0001', name: 'First response' };

export const sweeper = { actor: { kind: 'workflow', id: 'sweeper' } } as const;

/** What a sweep told, as `Billing 1/1 notify`. */
export const toldBy = ({ steps }: Pick<SweepResult, 'steps'>): string[] =>
	steps.map(({ record }) => {
		const { target_role, pass, step: number, kind } = record;
		return `${target_role} ${pass}/${number ?? '-'} ${kind}`;
	});

/** Commands and sweeps of the timers of a store whose clock is set. */
export class TimerDesk {
	constructor(
		readonly store: TriageStore,
		readonly setNow: (instant: string) => void,
	) {}

	at(minutes: number): this {
		this.setNow(plus(minutes));
		return this;
	}

	async do(command: TimerCommand, target = first) {
		return await this.store.executeTimer(target, command, context());
	}

	async start(chain?: EscalationChain, rest?: Partial<StartTimer>, target = first) {
		return await this.do(startOf(chain, rest), target);
	}

	async sweep(limit?: number, throttle?: readonly ThrottleRule[]): Promise<SweepResult> {
		return await this.store.sweepTimers(
			{ ...(limit !== undefined && { limit }), ...(throttle && { throttle }) },
			sweeper,
		);
	}

	async told(limit?: number): Promise<string[]> {
		return toldBy(await this.sweep(limit));
	}
}

/** Makes the first case one that somebody works on. */
export const begin: CaseCommand[] = [owner, { kind: 'change_state', to: 'in-progress' }];

/** A new store with one case for each test. */
export function useTimers(open: () => Promise<StoreUnderTest>) {
	const subject = useStore(open);
	let desk: TimerDesk;
	beforeEach(async () => {
		desk = new TimerDesk(subject.store, subject.setNow);
		await subject.openCase();
	});
	return {
		get store() {
			return subject.store;
		},
		get desk() {
			return desk;
		},
		setNow: subject.setNow,
		openAnother: subject.openAnother,
		openTables: subject.openTables,
		openCase: subject.openCase,
		onCase: async (...commands: CaseCommand[]) => {
			for (const command of commands) await subject.store.execute({ case_id: 'C-0001' }, command, context());
		},
		typesOf: async () => (await subject.store.readTimeline('_timer/C-0001/First response')).map(({ type }) => type),
	};
}
