import { setImmediate } from 'node:timers/promises';

/** Most commands of one transaction. */
const maxBatch = 64;

/** What became of one job of a batch. */
export type Settled = { value: unknown } | { error: unknown };

/** Runs a batch in one transaction: an answer for each job, or one error when the transaction as a whole has failed. */
export type RunBatch<Job> = (jobs: readonly Job[]) => Promise<Settled[]>;

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
export class CommitQueue<Job> {
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
			const batch = this.#waiting.splice(0, maxBatch);
			await this.#run(batch);
		}
		this.#draining = null;
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
