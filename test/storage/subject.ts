import type { Insertable, Kysely } from 'kysely';

import {
	readCaseFields,
	type AssignOwner,
	type CaseFields,
	type EvaluateQa,
	type ResolveCase,
	type TriageCase,
	type TriageError,
} from '../../core';
import { evaluation } from '../core/case/given';
import type { CommandContext, TriageStore } from '../../storage';
import { rowOf } from '../../storage/projections/aggregate';
import { casesAggregate } from '../../storage/projections/cases';
import type { CaseTable, StoreTables } from '../../storage/tables';

/** What the contract suite needs of an engine. */
export interface StoreUnderTest {
	store: TriageStore;
	/** Sets what the store's clock says next. */
	setNow(instant: string): void;
	/** A second connection to the same data. */
	openAnother(): Promise<TriageStore>;
	/** The tables themselves, to fill them faster than by commands. */
	openTables(): Kysely<StoreTables>;
}

export const ticket = (more: Record<string, unknown> = {}): CaseFields =>
	readCaseFields({ source: 'help-desk', ticket_id: 'T-1', subject: 'Billing data is missing', ...more });

/** The row that the store would write of a case. */
export const caseRow = (one: TriageCase) => rowOf(casesAggregate, one.case_id, one) as unknown as Insertable<CaseTable>;

let commandCount = 0;
export const context = (more: Partial<CommandContext> = {}): CommandContext => ({
	command_id: `command-${(commandCount += 1)}`,
	actor: { kind: 'workflow', id: 'wf1' },
	run: { exec: '1', wf: 'wf1', node: 'Open case', item: 0 },
	...more,
});

export const owner: AssignOwner = {
	kind: 'assign_owner',
	owner_role: 'Billing',
	backup_role: 'Finance-Lead',
	decided_by: 'rule',
	rule: 'Billing data missing',
	reason: "Rule 'Billing data missing' matched",
};

/** The code of what a promise is refused with, or null. */
export const refusalOf = async (work: Promise<unknown>) =>
	await work.then(
		() => null,
		(error: TriageError) => error.code,
	);

export const openTicket = async (store: TriageStore, ticket_id = 'T-1') =>
	await store.execute(null, { kind: 'open', fields: ticket({ ticket_id }) }, context());

/** Records checks of the case as it is now. */
export async function checkCase(store: TriageStore, case_id: string, more: Partial<EvaluateQa> = {}) {
	const { version } = (await store.getCase(case_id))!;
	return await store.execute({ case_id }, evaluation(version, more), context());
}

/** Resolves a case whose checks pass. */
export async function closeCase(store: TriageStore, case_id: string, more: Partial<ResolveCase> = {}) {
	await checkCase(store, case_id);
	return await store.execute({ case_id }, { kind: 'resolve', resolution: 'fixed', ...more }, context());
}

/** What a person is told by a promise that is refused. */
export const complaintOf = async (work: Promise<unknown>) =>
	await work.then(
		() => ({}),
		(error: Error & { code: string; fix: string }) => ({ code: error.code, message: error.message, fix: error.fix }),
	);

/** A new store for each test, which is intact after it. */
export function useStore(open: () => Promise<StoreUnderTest>) {
	let subject: StoreUnderTest;
	beforeEach(async () => {
		subject = await open();
		subject.setNow('2026-01-05T09:00:00.000Z');
	});
	afterEach(async () => {
		expect((await subject.store.verify()).findings).toEqual([]);
		await subject.store.close();
	});
	return {
		get store() {
			return subject.store;
		},
		setNow: (instant: string) => subject.setNow(instant),
		openAnother: async () => await subject.openAnother(),
		openTables: () => subject.openTables(),
		openCase: async (more?: Record<string, unknown>) =>
			await subject.store.execute(null, { kind: 'open', fields: ticket(more) }, context()),
	};
}
