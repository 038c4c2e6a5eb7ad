import { setImmediate } from 'node:timers/promises';

/** Most work of one transaction: a command counts 1. A job that is larger has a transaction of its own. */
const maxBatch = 128;

/** What became of one job of a batch. */
export type Settled = { value: unknown } | { error: unknown };

/** Runs a batch in one transaction: an answer for each job, or one error when the transaction as a whole has failed. */
export type RunBatch<Job> = (jobs: readonly Job[]) => Promise<Settled[]>;

/** Work that may share a transaction with others. */
export interface Sized {
	/** How much of a batch it takes. */
	readonly size: number;
}

interface Waiting<Job> {
	job: Job;
	resolve(value: unknown): void;
	reject(error: unknown): void;
}

/**
 * Group commit: commands that are waiting when a transaction begins share it, and with it the one wait for the disk.
 * Nobody waits for company: while one transaction is being committed, those who come form the next. Commands keep the
 * order in which they came.
 */
export class CommitQueue<Job extends Sized> {
	#waiting: Array<Waiting<Job>> = [];
	#draining: Promise<void> | null = null;

	constructor(private readonly runBatch: RunBatch<Job>) {}

	async submit(job: Job): Promise<unknown> {
		const answer = new Promise((resolve, reject) => this.#waiting.push({ job, resolve, reject }));
		this.#draining ??= this.#drain();
		return await answer;
	}

	/** Comes when nothing is waiting any more. */
	async idle(): Promise<void> {
		await this.#draining;
	}

	async #drain() {
		// Whatever is sent in the same turn of the event loop comes along.
		await setImmediate();
		while (this.#waiting.length > 0) {
			await this.#run(this.#waiting.splice(0, this.#countNext()));
		}
		this.#draining = null;
	}

	/** How many of those that wait come next. */
	#countNext(): number {
		let [count, size] = [0, 0];
		for (const { job } of this.#waiting) {
			size += job.size;
			if (count > 0 && size > maxBatch) break;
			count += 1;
		}
		return count;
	}

	async #run(batch: ReadonlyArray<Waiting<Job>>): Promise<void> {
		let settled: Settled[];
		try {
			settled = await this.runBatch(batch.map(({ job }) => job));
		} catch (error) {
			// Nothing of it was written. One by one, so that only the command that cannot be written fails.
			if (batch.length > 1) for (const one of batch) await this.#run([one]);
			else batch[0]?.reject(error);
			return;
		}
		for (const [index, { resolve, reject }] of batch.entries()) {
			const one = settled[index]!;
			if ('error' in one) reject(one.error);
			else resolve(one.value);
		}
	}
}
