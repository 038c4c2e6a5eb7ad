import type { Kysely } from 'kysely';

import {
	TriageError,
	type DefinitionKind,
	type DefinitionTarget,
	type Retry,
	type RetryTarget,
	type TimerTarget,
} from '../core';
import type { DefinitionFilter, DefinitionSelection } from './definitions';
import type { Engine } from './engine';
import type { ExceptionQuery, RedriveEventQuery } from './exceptions';
import { exportBundle, type ExportRequest } from './export/exportBundle';
import { KyselySource } from './export/kyselySource';
import { proveEntry } from './export/proveEntry';
import type { BundleSink } from './export/sink';
import type { Ports } from './log/ports';
import { loadCase } from './projections/cases';
import { getDefinition, listDefinitions, listVersions } from './queries/definitions';
import { findExceptions, getException, readExceptionPayload } from './queries/exceptions';
import { findCases, sampleCases } from './queries/findCases';
import { findDanglingIntents, readUnansweredCalls } from './queries/findDanglingIntents';
import { findTasks } from './queries/findTasks';
import { findEntries, type EntryQuery } from './queries/findEntries';
import { listRoles } from './queries/listRoles';
import { readCheckpointStatus } from './queries/readCheckpointStatus';
import { readEvents } from './queries/readEvents';
import { readRedrives } from './queries/redrives';
import { readTimeline } from './queries/readTimeline';
import { findRetries, getRetry, readRetryData, readRetryEvents } from './queries/retries';
import { holdSubscription, moveSubscription, openSubscription } from './queries/subscriptions';
import { previewRepair } from './log/recountTimers';
import { findStalled, findTimers, getTimer, readTimerEvents, readTimerHealth } from './queries/timers';
import { countTriggers, findOpenTriggers, getTrigger, getTriggerOfCase, listTriggers } from './queries/triggers';
import type { RetryEventQuery, RetryQuery } from './retries';
import type { CaseQuery, CaseSampling, EventQuery, TaskQuery } from './cases';
import type { DanglingQuery, StoreReader, UnansweredQuery } from './store';
import type { StoreTables } from './tables';
import type { RepairRequest, TimerEventQuery, TimerQuery } from './timers';
import type { OpenTriggerQuery, TriggerPeriod, TriggerQuery } from './triggers';
import type { VerifyOptions } from './verification';
import { verifyStore } from './verify/verifyStore';

/** Thrown by the rules and not by a driver. */
export const isOwn = (error: unknown) => error instanceof TriageError || error instanceof RangeError;

/** The half of the store that reads, on any engine that Kysely speaks to. */
export class KyselyReader implements StoreReader {
	constructor(
		protected readonly db: Kysely<StoreTables>,
		protected readonly engine: Engine,
		protected readonly ports: Ports,
	) {}

	async readCheckpointStatus() {
		return await this.guard(async () => await readCheckpointStatus(this.db));
	}

	async findDanglingIntents(query: DanglingQuery = {}) {
		return await this.guard(async () => await findDanglingIntents(this.db, query));
	}

	async readUnansweredCalls(query: UnansweredQuery) {
		return await this.guard(async () => await readUnansweredCalls(this.db, query));
	}

	async getDefinition(target: DefinitionTarget, selection: DefinitionSelection = {}) {
		return await this.guard(async () => await getDefinition(this.db, target, selection, this.ports.now()));
	}

	async listDefinitions(kind: DefinitionKind, filter: DefinitionFilter = {}) {
		return await this.guard(async () => await listDefinitions(this.db, kind, filter));
	}

	async listVersions(target: DefinitionTarget) {
		return await this.guard(async () => await listVersions(this.db, target));
	}

	async listTriggers(query: TriggerQuery) {
		return await this.guard(async () => await listTriggers(this.db, query));
	}

	async countTriggers(period: TriggerPeriod = {}) {
		return await this.guard(async () => await countTriggers(this.db, period));
	}

	async findOpenTriggers(query: OpenTriggerQuery = {}) {
		return await this.guard(async () => await findOpenTriggers(this.db, query));
	}

	async getTrigger(source: string, key: string) {
		return await this.guard(async () => await getTrigger(this.db, source, key));
	}

	async getTriggerOfCase(caseId: string) {
		return await this.guard(async () => await getTriggerOfCase(this.db, caseId));
	}

	async getTimer(target: TimerTarget) {
		return await this.guard(async () => await getTimer(this.db, target));
	}

	async findTimers(query: TimerQuery = {}) {
		return await this.guard(async () => await findTimers(this.db, query));
	}

	async previewRepair(request: RepairRequest) {
		return await this.guard(async () => await previewRepair(this.db, request, this.ports.now()));
	}

	async readTimerEvents(query: TimerEventQuery) {
		return await this.guard(async () => await readTimerEvents(this.db, query));
	}

	async findStalled(before: string) {
		return await this.guard(async () => await findStalled(this.db, before));
	}

	async readTimerHealth(before: string) {
		return await this.guard(async () => await readTimerHealth(this.db, before));
	}

	async getRetry(target: RetryTarget) {
		return await this.guard(async () => await getRetry(this.db, target));
	}

	async findRetries(query: RetryQuery = {}) {
		return await this.guard(async () => await findRetries(this.db, query));
	}

	async readRetryData(retry: Pick<Retry, 'data_entry'>) {
		return await this.guard(async () => await readRetryData(this.db, retry));
	}

	async readRetryEvents(query: RetryEventQuery) {
		return await this.guard(async () => await readRetryEvents(this.db, query));
	}

	async getException(exceptionId: string) {
		return await this.guard(async () => await getException(this.db, exceptionId));
	}

	async findExceptions(query: ExceptionQuery) {
		return await this.guard(
			async () => await this.engine.readSnapshot(async (snapshot) => await findExceptions(snapshot, query)),
		);
	}

	async readExceptionPayload(exceptionId: string) {
		return await this.guard(async () => await readExceptionPayload(this.db, exceptionId));
	}

	async holdSubscription(name: string, holder: string, now: string, leaseSeconds: number) {
		return await this.guard(async () => await holdSubscription(this.db, { name, holder, now, leaseSeconds }));
	}

	async getCase(caseId: string) {
		return await this.guard(async () => await loadCase(this.db, caseId));
	}

	async findCases(query: CaseQuery) {
		return await this.guard(
			async () => await this.engine.readSnapshot(async (snapshot) => await findCases(snapshot, query)),
		);
	}

	async readRedrives(query: RedriveEventQuery) {
		return await this.guard(async () => await readRedrives(this.db, query));
	}

	async sampleCases(query: CaseSampling) {
		return await this.guard(
			async () => await this.engine.readSnapshot(async (snapshot) => await sampleCases(snapshot, query)),
		);
	}

	async findTasks(query: TaskQuery = {}) {
		return await this.guard(async () => await findTasks(this.db, query));
	}

	async readTimeline(caseId: string) {
		return await this.guard(async () => await readTimeline(this.db, caseId));
	}

	async findEntries(query: EntryQuery) {
		return await this.guard(async () => await findEntries(this.db, query));
	}

	async readEvents(query: EventQuery) {
		return await this.guard(async () => await readEvents(this.db, query));
	}

	async openSubscription(name: string, from: 'now' | 'beginning') {
		return await this.guard(async () => await openSubscription(this.db, name, from));
	}

	async moveSubscription(name: string, nextIdx: number) {
		return await this.guard(async () => await moveSubscription(this.db, name, nextIdx));
	}

	async listRoles() {
		return await this.guard(async () => await listRoles(this.db));
	}

	async verify(options: VerifyOptions = {}) {
		return await this.guard(
			async () =>
				await this.engine.readSnapshot(async (snapshot) => await verifyStore(snapshot, options, this.ports.now())),
		);
	}

	async exportBundle(request: ExportRequest, sink: BundleSink) {
		return await this.guard(
			async () =>
				await this.engine.readSnapshot(
					async (snapshot) => await exportBundle(new KyselySource(snapshot), request, sink),
				),
		);
	}

	async proveEntry(entryId: string, vkeys?: readonly string[]) {
		return await this.guard(
			async () => await this.engine.readSnapshot(async (snapshot) => await proveEntry(snapshot, entryId, vkeys)),
		);
	}

	/** Lets nothing out but what the rules throw, in words. */
	protected async guard<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			throw isOwn(error) ? error : this.engine.toTriageError(error);
		}
	}
}
