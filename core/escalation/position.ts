import type { EscalationChain } from './types';

/** Where a run stands in its chain. Steps are counted from 1; one past the last step is the end of the pass. */
export class Position {
	pass = 1;
	step = 1;
	/** When the step before was told; waits count from here. Milliseconds. */
	base: number;
	/** The next step does not wait: the one before found nobody, or an acknowledgement ran out. */
	isImmediate = false;
	/** Who was told last in this pass. */
	lastTarget: string | null = null;
	/** Whether anybody was told, in this pass and at all. */
	hasToldInPass = false;
	hasTold = false;
	isExhausted = false;

	constructor(
		private readonly chain: EscalationChain,
		start: number,
	) {
		this.base = start;
	}

	get isAtEnd(): boolean {
		return this.step > this.chain.steps.length;
	}

	/** Whether another pass follows this one. */
	get hasMore(): boolean {
		return this.pass <= (this.chain.repeat?.times ?? 0);
	}

	told(target: string): void {
		this.lastTarget = target;
		this.hasToldInPass = true;
		this.hasTold = true;
	}

	/** Goes on after the present step, which came to something at an instant. */
	advance(at: number, isImmediate: boolean): void {
		this.step += 1;
		this.base = at;
		this.isImmediate = isImmediate;
	}

	/** Begins the next pass. Its first step waits: a pass that found nobody does not chase the next. */
	repeat(): void {
		this.pass += 1;
		this.step = this.chain.repeat!.from_step;
		this.isImmediate = false;
		this.lastTarget = null;
		this.hasToldInPass = false;
	}
}
