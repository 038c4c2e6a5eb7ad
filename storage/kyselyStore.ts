import { sql, type Kysely, type Transaction } from 'kysely';

import { TriageError, type CaseCommand } from '../core';
import type { Ports } from './log/ports';
import { evidenceJob, evidenceNeeds, recordEvidence } from './log/recordEvidence';
import { commandJob, commandNeeds, runCommand } from './log/runCommand';
import { Statements } from './log/statements';
import { WorkUnit, type Needs } from './log/unit';
import { loadCase } from './projections/cases';
import { findCases } from './queries/findCases';
import { findDanglingIntents } from './queries/findDanglingIntents';
import { listRoles } from './queries/listRoles';
import { readTimeline } from './queries/readTimeline';
import { verifyStore } from './queries/verifyStore';
import type { CaseQuery, CommandContext, CommandTarget, DanglingQuery, EvidenceDraft, TriageStore } from './store';
import type { StoreTables } from './tables';

/** What differs between engines beside the dialect. */
export interface Engine {
	/** Makes the transaction the only one that writes, until it ends. The first thing a command does. */
	lockHead(trx: Transaction<StoreTables>): Promise<void>;
	/** A `TriageError` for an error of the driver. */
	toTriageError(error: unknown): TriageError;
}

/** The store on any engine that Kysely speaks to, once its tables are there. */
export class KyselyStore implements TriageStore {
	readonly #statements: Statements;

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
			return await this.#write(commandNeeds(job), async (unit) => await runCommand(unit, job, this.ports));
		});
	}

	async record(draft: EvidenceDraft, context: CommandContext) {
		return await this.#guard(async () => {
			const job = evidenceJob(draft, context);
			return await this.#write(evidenceNeeds(job), async (unit) => await recordEvidence(unit, job, this.ports));
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

	async listRoles() {
		return await this.#guard(async () => await listRoles(this.db));
	}

	async verify() {
		return await this.#guard(
			async () =>
				// A plain BEGIN reads one snapshot without taking the write lock.
				await this.db.connection().execute(async (connection) => {
					await sql`begin`.execute(connection);
					try {
						return await verifyStore(connection);
					} finally {
						await sql`rollback`.execute(connection);
					}
				}),
		);
	}

	async close() {
		await this.db.destroy();
	}

	async #guard<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			throw error instanceof TriageError || error instanceof RangeError ? error : this.engine.toTriageError(error);
		}
	}
}
