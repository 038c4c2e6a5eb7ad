import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';

import {
	commitPart,
	decideCase,
	describeRefusal,
	entryId,
	TriageError,
	type CaseCommand,
	type CaseState,
	type TriageCase,
} from '../core';
import { appendEntries, commandPartName, writeCommand, type Ports } from './log/append';
import { readBody } from './log/entries';
import { caseIdOf, loadCase, loadCaseOfTicket, nextCaseNumber, projectCase } from './projections/cases';
import { findCases } from './queries/findCases';
import { listRoles } from './queries/listRoles';
import { readTimeline } from './queries/readTimeline';
import { verifyStore } from './queries/verifyStore';
import type { CaseQuery, CommandContext, CommandResult, CommandTarget, TriageStore } from './store';
import type { StoreTables } from './tables';

/** What differs between engines beside the dialect. */
export interface Engine {
	/** Makes the transaction the only one that writes, until it ends. The first thing a command does. */
	lockHead(trx: Transaction<StoreTables>): Promise<void>;
	/** Begins to read one snapshot, without keeping writers from going on. */
	beginSnapshot: RawBuilder<unknown>;
	/** A `TriageError` for an error of the driver. */
	toTriageError(error: unknown): TriageError;
}

/** The store on any engine that Kysely speaks to, once its tables are there. */
export class KyselyStore implements TriageStore {
	constructor(
		private readonly db: Kysely<StoreTables>,
		private readonly engine: Engine,
		private readonly ports: Ports,
	) {}

	async execute(target: CommandTarget, command: CaseCommand, context: CommandContext): Promise<CommandResult> {
		return await this.#guard(async () =>
			this.db.transaction().execute(async (trx) => {
				await this.engine.lockHead(trx);
				const replayed = await replayCommand(trx, command, context);
				return replayed ?? (await this.#run(trx, target, command, context));
			}),
		);
	}

	async #run(
		trx: Transaction<StoreTables>,
		target: CommandTarget,
		command: CaseCommand,
		context: CommandContext,
	): Promise<CommandResult> {
		const before = await loadTarget(trx, target, command);
		const occurredAt = this.ports.now();
		const decision = decideCase(before, command, occurredAt, context.expected_version);
		if (decision.outcome === 'unchanged') return { outcome: 'unchanged', case: before!, is_new: false };

		let after = before;
		if (decision.entries.length > 0) {
			const caseId = before?.case_id ?? caseIdOf(await nextCaseNumber(trx));
			const batch = { caseId, entries: decision.entries, command, context, occurredAt };
			after = await projectCase(trx, before, await appendEntries(trx, batch, this.ports));
		}
		return decision.outcome === 'refused'
			? { outcome: 'refused', case: after!, refusal: decision.refusal }
			: { outcome: 'accepted', case: after!, is_new: before === null };
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
				await this.db.connection().execute(async (connection) => {
					await this.engine.beginSnapshot.execute(connection);
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

async function loadTarget(
	trx: Transaction<StoreTables>,
	target: CommandTarget,
	command: CaseCommand,
): Promise<TriageCase | null> {
	if (command.kind === 'open') return await loadCaseOfTicket(trx, command.fields.source, command.fields.ticket_id);
	const caseId = target?.case_id ?? '';
	const found = await loadCase(trx, caseId);
	if (found !== null) return found;
	throw new TriageError(
		'CASE_NOT_FOUND',
		`There is no case '${caseId.slice(0, 40)}'`,
		'Check the case id; Triage Case: Get Many lists the cases there are',
	);
}

/** The answer of a command that ran before under the same id, or null. */
async function replayCommand(
	trx: Transaction<StoreTables>,
	command: CaseCommand,
	{ command_id }: CommandContext,
): Promise<CommandResult | null> {
	const row = await trx
		.selectFrom('audit_entry')
		.leftJoin('audit_part', (join) =>
			join.onRef('audit_part.idx', '=', 'audit_entry.idx').on('audit_part.name', '=', commandPartName),
		)
		.select(['audit_entry.body', 'audit_part.salt'])
		.where('audit_entry.id', '=', entryId(command_id, 0))
		.executeTakeFirst();
	if (row === undefined) return null;

	const { c } = readBody(row.body);
	const reference = c.parts?.find(({ n }) => n === commandPartName);
	// Once the command was erased there is nothing left to compare with, and the id alone decides.
	if (row.salt !== null && reference?.c !== commitPart(row.salt, writeCommand(command))) {
		throw new TriageError(
			'COMMAND_REUSED',
			`Command '${command_id.slice(0, 40)}' ran before with other content, on case ${c.case}`,
			'Give every command an id of its own',
		);
	}
	const current = await loadCase(trx, c.case);
	if (current === null) throw new TriageError('EVIDENCE_INVALID', `Case ${c.case} has no row`, 'Verify the store');
	if (c.type !== 'command.refused') return { outcome: 'accepted', case: current, is_new: c.type === 'case.opened' };
	const [from, to] = [c.data.from as CaseState, c.data.to as CaseState];
	const refusal = describeRefusal(c.case, from, to, String(c.data.missing));
	return { outcome: 'refused', case: current, refusal };
}
