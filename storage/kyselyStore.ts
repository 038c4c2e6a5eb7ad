import type { Kysely } from 'kysely';

import {
	entryId,
	TriageError,
	type CaseCommand,
	type DefinitionCommand,
	type DefinitionTarget,
	type ExceptionCommand,
	type OpenException,
	type RetryTarget,
	type ScheduleRetry,
	type Settlement,
	type TimerCommand,
	type TimerTarget,
} from '../core';
import { CommitQueue, type Settled, type Sized } from './commitQueue';
import type { Engine } from './engine';
import type { ExceptionItem, ExceptionResult } from './exceptions';
import { isOwn, KyselyReader } from './kyselyReader';
import { replayCheckpoint, signCheckpoint, SigningCheck } from './log/checkpoint';
import type { Ports } from './log/ports';
import { auditOwners } from './log/auditOwners';
import { evidenceJob, evidenceNeeds, recordEvidence } from './log/recordEvidence';
import { redactParts } from './log/redact';
import { commandJob, commandNeeds, runCommand } from './log/runCommand';
import { definitionJob, definitionNeeds, runDefinition } from './log/runDefinition';
import { retryJob, retryNeeds, runRetry } from './log/runRetry';
import { runTimer, timerJob, timerNeeds } from './log/runTimer';
import { recordTriggers, settlementNeeds, settleTrigger, triggerNeeds } from './log/runTrigger';
import { exceptionJob, exceptionNeeds, openingJob, runException } from './log/runException';
import { Statements } from './log/statements';
import { repairTimers } from './log/recountTimers';
import { sweepRedrives } from './log/sweepRedrives';
import { sweepRetries } from './log/sweepRetries';
import { maxSwept, sweepTimers } from './log/sweepTimers';
import { WorkUnit, type Needs } from './log/unit';
import { rebuildProjections } from './projections/rebuild';
import type { CheckpointOptions, Signer } from './checkpoints';
import type { CommandContext, CommandTarget, EvidenceDraft, RedactReason, RedactTarget, TriageStore } from './store';
import type { OwnerAuditRequest } from './ownerAudit';
import type { StoreTables } from './tables';
import type { RepairRequest, SweepRequest } from './timers';
import type { TriggerItem, TriggerResult } from './triggers';

/** Most triggers of one transaction: enough that none pays for its own, few enough that others do not wait long. */
const maxTriggers = 250;

/** Something on its way into the log. */
interface Job extends Sized {
	needs: Needs;
	run(unit: WorkUnit): Promise<unknown>;
}

/** Most exceptions of one transaction, and most bytes of their items. */
const maxExceptions = 100;
const maxPayloadBytes = 8 * 1024 * 1024;

const payloadBytes = ({ payload }: ExceptionItem): number =>
	(payload?.pieces ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Exceptions by the transactions that they share, in their order. */
function sharing(items: readonly ExceptionItem[]): ExceptionItem[][] {
	const shares: ExceptionItem[][] = [];
	let size = Infinity;
	for (const item of items) {
		size += payloadBytes(item);
		const isFull = size > maxPayloadBytes || shares.at(-1)?.length === maxExceptions;
		if (isFull) [size] = [payloadBytes(item), shares.push([])];
		shares.at(-1)!.push(item);
	}
	return shares;
}

const joinManyNeeds = (all: readonly Needs[]): Needs => ({
	entryIds: all.flatMap(({ entryIds = [] }) => entryIds),
	trailIds: all.flatMap(({ trailIds = [] }) => trailIds),
	trailsOf: all.flatMap(({ trailsOf = [] }) => trailsOf),
	identities: all.flatMap(({ identities = [] }) => identities),
	timersOf: all.flatMap(({ timersOf = [] }) => timersOf),
	retriesOf: all.flatMap(({ retriesOf = [] }) => retriesOf),
});

const joinNeeds = (all: readonly Needs[]): Needs => (all.length === 1 ? all[0]! : joinManyNeeds(all));

/** The store on any engine that Kysely speaks to, once its tables are there. */
export class KyselyStore extends KyselyReader implements TriageStore {
	readonly #statements: Statements;
	readonly #queue = new CommitQueue<Job>(async (jobs) => await this.#writeBatch(jobs));

	constructor(db: Kysely<StoreTables>, engine: Engine, ports: Ports) {
		super(db, engine, ports);
		this.#statements = new Statements(db, engine.rowsPerStatement);
	}

	async execute(target: CommandTarget, command: CaseCommand, context: CommandContext) {
		return await this.guard(async () => {
			const job = commandJob(target, command, context);
			const run = async (unit: WorkUnit) => await runCommand(unit, job, this.ports);
			return await this.#submit(commandNeeds(job), run);
		});
	}

	async executeDefinition(target: DefinitionTarget, command: DefinitionCommand, context: CommandContext) {
		return await this.guard(async () => {
			const job = definitionJob(target, command, context);
			const run = async (unit: WorkUnit) => await runDefinition(unit, job, this.ports);
			// Cases that a role was mended for are asked of the tables, so its command has a transaction of its own.
			return await this.#submit(definitionNeeds(job), run, target.kind === 'role' ? maxSwept : 1);
		});
	}

	async record(draft: EvidenceDraft, context: CommandContext) {
		return await this.guard(async () => {
			const job = evidenceJob(draft, context);
			const run = async (unit: WorkUnit) => await recordEvidence(unit, job, this.ports);
			return await this.#submit(evidenceNeeds(job), run);
		});
	}

	async recordTriggers(items: readonly TriggerItem[]) {
		return await this.guard(async () => {
			const results: TriggerResult[] = [];
			for (let from = 0; from < items.length; from += maxTriggers) {
				const some = items.slice(from, from + maxTriggers);
				const run = async (unit: WorkUnit) => await recordTriggers(unit, some, this.ports);
				results.push(...(await this.#submit(triggerNeeds(some), run, some.length)));
			}
			return results;
		});
	}

	async settleTrigger(triggerId: string, settlement: Settlement, context: CommandContext) {
		return await this.guard(async () => {
			const run = async (unit: WorkUnit) => settleTrigger(unit, triggerId, settlement, context, this.ports);
			return await this.#submit(settlementNeeds(triggerId), run);
		});
	}

	async executeTimer(target: TimerTarget, command: TimerCommand, context: CommandContext) {
		return await this.guard(async () => {
			const job = timerJob(target, command, context);
			const run = async (unit: WorkUnit) => await runTimer(unit, job, this.ports);
			return await this.#submit(timerNeeds(job), run);
		});
	}

	async openExceptions(items: readonly ExceptionItem[]) {
		return await this.guard(async () => {
			const results: ExceptionResult[] = [];
			for (const some of sharing(items)) {
				const jobs = some.map(openingJob);
				const run = async (unit: WorkUnit) => {
					const opened: ExceptionResult[] = [];
					for (const job of jobs) opened.push(await runException(unit, job, this.ports));
					return opened;
				};
				results.push(...(await this.#submit(joinNeeds(jobs.map(exceptionNeeds)), run, some.length)));
			}
			return results;
		});
	}

	async executeException(
		exceptionId: string,
		command: Exclude<ExceptionCommand, OpenException>,
		context: CommandContext,
	) {
		return await this.guard(async () => {
			const job = exceptionJob(exceptionId, command, context);
			const run = async (unit: WorkUnit) => await runException(unit, job, this.ports);
			// How many were sent is asked of the tables, so a redrive has a transaction of its own.
			return await this.#submit(exceptionNeeds(job), run, command.kind === 'redrive' ? maxSwept : 1);
		});
	}

	async sweepTimers(request: SweepRequest, sweeper: Pick<CommandContext, 'actor' | 'run'>) {
		return await this.guard(async () => {
			const run = async (unit: WorkUnit) => await sweepTimers(unit, request, sweeper, this.ports);
			// As large as a batch can be, so that it has a transaction of its own: it asks the tables what is due.
			return await this.#submit({}, run, maxSwept);
		});
	}

	async auditOwners(request: OwnerAuditRequest, auditor: Pick<CommandContext, 'actor' | 'run'>) {
		return await this.guard(async () => {
			const run = async (unit: WorkUnit) => await auditOwners(unit, request, auditor, this.ports);
			return await this.#submit({}, run, maxSwept);
		});
	}

	async repairTimers(request: RepairRequest, context: CommandContext) {
		return await this.guard(async () => {
			const run = async (unit: WorkUnit) => await repairTimers(unit, request, context);
			return await this.#submit({}, run, maxSwept);
		});
	}

	async scheduleRetry(target: RetryTarget, command: ScheduleRetry, data: Uint8Array, context: CommandContext) {
		return await this.guard(async () => {
			const job = retryJob(target, command, data, context);
			const run = async (unit: WorkUnit) => await runRetry(unit, job, this.ports);
			return await this.#submit(retryNeeds(job), run);
		});
	}

	async sweepRetries(request: SweepRequest, sweeper: Pick<CommandContext, 'actor' | 'run'>) {
		return await this.guard(async () => {
			const run = async (unit: WorkUnit) => await sweepRetries(unit, request, sweeper, this.ports);
			return await this.#submit({}, run, maxSwept);
		});
	}

	async sweepRedrives(request: SweepRequest, sweeper: Pick<CommandContext, 'actor' | 'run'>) {
		return await this.guard(async () => {
			const run = async (unit: WorkUnit) => await sweepRedrives(unit, request, sweeper);
			return await this.#submit({}, run, maxSwept);
		});
	}

	async probe() {
		return await this.guard(async () => {
			return await this.#write({}, async (unit) => {
				unit.writeHead();
				return { entry_count: unit.size };
			});
		});
	}

	async redact(target: RedactTarget, reason: RedactReason, context: CommandContext) {
		return await this.guard(async () => {
			const job = { target, reason, context };
			const needs = { entryIds: [entryId(context.command_id, 0)] };
			const result = await this.#write(needs, async (unit) => await redactParts(unit, job, this.ports));
			return { ...result, wiped: await this.engine.wipe(this.db) };
		});
	}

	async checkpoint(sign: Signer, context: CommandContext, options: CheckpointOptions = {}) {
		return await this.guard(async () => {
			const check = new SigningCheck(options);
			// Most of the log is read before the lock is taken; under it only what was appended meanwhile.
			await this.engine.readSnapshot(async (snapshot) => await check.readOn(snapshot));
			const needs = { entryIds: [entryId(context.command_id, 0)] };
			return await this.#write(needs, async (unit) => {
				const replayed = await replayCheckpoint(unit, context);
				return replayed ?? (await signCheckpoint(unit, check, sign, context, this.ports));
			});
		});
	}

	async rebuild(context: CommandContext) {
		return await this.guard(async () => {
			const needs = { entryIds: [entryId(context.command_id, 0)] };
			return await this.#write(needs, async (unit) => await rebuildProjections(unit, context, this.ports));
		});
	}

	async #submit<T>(needs: Needs, run: (unit: WorkUnit) => Promise<T>, size = 1): Promise<T> {
		return (await this.#queue.submit({ needs, run, size })) as T;
	}

	/** Several commands in one transaction. What one of them is refused with stays its own: it has changed nothing. */
	async #writeBatch(jobs: readonly Job[]): Promise<Settled[]> {
		const needs = joinNeeds(jobs.map((job) => job.needs));
		const work = this.#write(needs, async (unit) => {
			const settled: Settled[] = [];
			for (const { run } of jobs) {
				try {
					settled.push({ value: await unit.attempt(async () => await run(unit)) });
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
		return await this.engine.write(async (session) => {
			const unit = await new WorkUnit(session, this.#statements, this.ports).begin(needs);
			const result = await work(unit);
			unit.flush();
			return result;
		});
	}

	async close() {
		await this.#queue.idle();
		await this.db.destroy();
	}
}
