import type { Kysely, Transaction } from 'kysely';

import { entryId, TriageError, type CaseCommand } from '../core';
import { CommitQueue, type Settled } from './commitQueue';
import { exportBundle, type ExportRequest } from './export/exportBundle';
import { KyselySource } from './export/kyselySource';
import { proveEntry } from './export/proveEntry';
import type { BundleSink } from './export/sink';
import { replayCheckpoint, signCheckpoint, SigningCheck } from './log/checkpoint';
import type { Ports } from './log/ports';
import { evidenceJob, evidenceNeeds, recordEvidence } from './log/recordEvidence';
import { redactParts } from './log/redact';
import { commandJob, commandNeeds, runCommand } from './log/runCommand';
import { Statements } from './log/statements';
import { WorkUnit, type Needs } from './log/unit';
import { loadCase } from './projections/cases';
import { rebuildProjections } from './projections/rebuild';
import { findCases } from './queries/findCases';
import { findEntries, type EntryQuery } from './queries/findEntries';
import { findDanglingIntents } from './queries/findDanglingIntents';
import { listRoles } from './queries/listRoles';
import { readCheckpointStatus } from './queries/readCheckpointStatus';
import { readEvents } from './queries/readEvents';
import { readTimeline } from './queries/readTimeline';
import { moveSubscription, openSubscription } from './queries/subscriptions';

import type {
	CaseQuery,
	CheckpointOptions,
	CommandContext,
	CommandResult,
	CommandTarget,
	DanglingQuery,
	EventQuery,
	EvidenceDraft,
	EvidenceResult,
	RedactReason,
	RedactTarget,
	Signer,
	TriageStore,
	VerifyOptions,
} from './store';
import type { StoreTables } from './tables';
import { verifyStore } from './verify/verifyStore';

/** What differs between engines beside the dialect. */
export interface Engine {
	/** Makes the transaction the only one that writes, until it ends. The first thing a command does. */
	lockHead(trx: Transaction<StoreTables>): Promise<void>;
	/** Reads one state of the store, while writers of this process and others go on. */
	readSnapshot<T>(work: (db: Kysely<StoreTables>) => Promise<T>): Promise<T>;
	/** Takes what was erased out of the database's files too; false while something keeps it there. */
	wipe(db: Kysely<StoreTables>): Promise<boolean>;
	/** A `TriageError` for an error of the driver. */
	toTriageError(error: unknown): TriageError;
}

/** One command or one piece of evidence on its way into the log. */
interface Job {
	needs: Needs;
	run(unit: WorkUnit): Promise<CommandResult | EvidenceResult>;
}

/** Thrown by the rules and not by a driver. */
const isOwn = (error: unknown) => error instanceof TriageError || error instanceof RangeError;

/** The store on any engine that Kysely speaks to, once its tables are there. */
export class KyselyStore implements TriageStore {
	readonly #statements: Statements;
	readonly #queue = new CommitQueue<Job>(async (jobs) => await this.#writeBatch(jobs));

	constructor(
		private readonly db: Kysely<StoreTables>,
		private readonly engine: Engine,
		private readonly ports: Ports,
	) {
		this.#statements = new Statements(db);
	}

	async execute(target: CommandTarget, command: CaseCommand, context: CommandContext) {
		return await this.#guard(async () => {
			const job = commandJob(target, command, context);
			const run = async (unit: WorkUnit) => await runCommand(unit, job, this.ports);
			return (await this.#queue.submit({ needs: commandNeeds(job), run })) as CommandResult;
		});
	}

	async record(draft: EvidenceDraft, context: CommandContext) {
		return await this.#guard(async () => {
			const job = evidenceJob(draft, context);
			const run = async (unit: WorkUnit) => await recordEvidence(unit, job, this.ports);
			return (await this.#queue.submit({ needs: evidenceNeeds(job), run })) as EvidenceResult;
		});
	}

	async redact(target: RedactTarget, reason: RedactReason, context: CommandContext) {
		return await this.#guard(async () => {
			const job = { target, reason, context };
			const needs = { entryIds: [entryId(context.command_id, 0)], caseIds: [], tickets: [] };
			const result = await this.#write(needs, async (unit) => await redactParts(unit, job, this.ports));
			return { ...result, wiped: await this.engine.wipe(this.db) };
		});
	}

	async checkpoint(sign: Signer, context: CommandContext, options: CheckpointOptions = {}) {
		return await this.#guard(async () => {
			const check = new SigningCheck(options);
			// Most of the log is read before the lock is taken; under it only what was appended meanwhile.
			await this.engine.readSnapshot(async (snapshot) => await check.readOn(snapshot));
			const needs = { entryIds: [entryId(context.command_id, 0)], caseIds: [], tickets: [] };
			return await this.#write(needs, async (unit) => {
				const replayed = await replayCheckpoint(unit, context);
				return replayed ?? (await signCheckpoint(unit, check, sign, context, this.#statements, this.ports));
			});
		});
	}

	async readCheckpointStatus() {
		return await this.#guard(async () => await readCheckpointStatus(this.db));
	}

	async rebuild(context: CommandContext) {
		return await this.#guard(async () => {
			const needs = { entryIds: [entryId(context.command_id, 0)], caseIds: [], tickets: [] };
			return await this.#write(needs, async (unit) => await rebuildProjections(unit, context, this.ports));
		});
	}

	/** Several commands in one transaction. What one of them is refused with stays its own: it has changed nothing. */
	async #writeBatch(jobs: readonly Job[]): Promise<Settled[]> {
		const needs: Needs = {
			entryIds: jobs.flatMap((job) => job.needs.entryIds),
			caseIds: jobs.flatMap((job) => job.needs.caseIds),
			tickets: jobs.flatMap((job) => job.needs.tickets),
		};
		const work = this.#write(needs, async (unit) => {
			const settled: Settled[] = [];
			for (const { run } of jobs) {
				try {
					settled.push({ value: await run(unit) });
				} catch (error) {
					if (!isOwn(error)) throw error;
					settled.push({ error });
				}
			}
			return settled;
		});
		return await work.catch((cause: unknown) => {
			const error = isOwn(cause) ? cause : this.engine.toTriageError(cause);
			// Trying one by one would have each of them wait as long again.
			if (error instanceof TriageError && error.code === 'STORE_BUSY') return jobs.map(() => ({ error }));
			throw cause;
		});
	}

	/** One transaction that begins with the lock and ends with everything written. */
	async #write<T>(needs: Needs, work: (unit: WorkUnit) => Promise<T>): Promise<T> {
		return await this.db.transaction().execute(async (trx) => {
			await this.engine.lockHead(trx);
			const unit = await new WorkUnit(trx, this.#statements, this.ports).begin(needs);
			const result = await work(unit);
			await unit.flush();
			return result;
		});
	}

	async findDanglingIntents(query: DanglingQuery = {}) {
		return await this.#guard(async () => await findDanglingIntents(this.db, query));
	}

	async getCase(caseId: string) {
		return await this.#guard(async () => await loadCase(this.db, caseId));
	}

	async findCases(query: CaseQuery) {
		return await this.#guard(async () => await findCases(this.db, query));
	}

	async readTimeline(caseId: string) {
		return await this.#guard(async () => await readTimeline(this.db, caseId));
	}

	async findEntries(query: EntryQuery) {
		return await this.#guard(async () => await findEntries(this.db, query));
	}

	async readEvents(query: EventQuery) {
		return await this.#guard(async () => await readEvents(this.db, query));
	}

	async openSubscription(name: string, from: 'now' | 'beginning') {
		return await this.#guard(async () => await openSubscription(this.db, name, from));
	}

	async moveSubscription(name: string, nextIdx: number) {
		return await this.#guard(async () => await moveSubscription(this.db, name, nextIdx));
	}

	async listRoles() {
		return await this.#guard(async () => await listRoles(this.db));
	}

	async verify(options: VerifyOptions = {}) {
		return await this.#guard(
			async () =>
				await this.engine.readSnapshot(async (snapshot) => await verifyStore(snapshot, options, this.ports.now())),
		);
	}

	async exportBundle(request: ExportRequest, sink: BundleSink) {
		return await this.#guard(
			async () =>
				await this.engine.readSnapshot(
					async (snapshot) => await exportBundle(new KyselySource(snapshot), request, sink),
				),
		);
	}

	async proveEntry(entryId: string, vkeys?: readonly string[]) {
		return await this.#guard(
			async () => await this.engine.readSnapshot(async (snapshot) => await proveEntry(snapshot, entryId, vkeys)),
		);
	}

	async close() {
		await this.#queue.idle();
		await this.db.destroy();
	}

	async #guard<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			throw isOwn(error) ? error : this.engine.toTriageError(error);
		}
	}
}
