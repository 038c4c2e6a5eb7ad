import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { caseStates, priorities, type TriageCase } from '../../../../core';
import {
	readBooleanFilter,
	readInstantFilter,
	readListFilter,
	readTextFilter,
	readWholeNumber,
	refuseEmpty,
} from '../../../shared/filters';
import { readCursor, readLimit } from '../../../shared/limit';
import type { CaseFilter, CaseQuery } from '../../../shared/openStore';
import { readOption } from '../../../shared/readOption';
import { withResult } from '../../../shared/resultField';
import { readRole } from '../../../shared/roles';
import { caseOutput, otherOutput, type Operation, type OperationContext } from '../operation';
import { description, maxSampleSize } from './getManyProperties';

const orders = [
	'newest',
	'oldest',
	'recently_updated',
	'least_recently_updated',
	'most_urgent',
	'least_urgent',
] as const satisfies ReadonlyArray<CaseQuery['order']>;

/** What of a case is put out with Simplify; the names and places are those of the whole case. */
const simplified = [
	'case_id',
	'version',
	'state',
	'source',
	'ticket_id',
	'subject',
	'type',
	'priority',
	'owner',
	'opened_at',
] as const satisfies ReadonlyArray<keyof TriageCase>;

/** Each filter that is there, read by its own rule. */
function readFilter(filters: Record<string, unknown>, timezone: string): CaseFilter {
	const given = <T>(name: string, read: (value: unknown) => T): T | undefined =>
		Object.hasOwn(filters, name) ? read(filters[name]) : undefined;
	const text = (name: string, displayName: string) => given(name, (value) => readTextFilter(displayName, value));
	const instant = (name: string, displayName: string) =>
		given(name, (value) => readInstantFilter(displayName, value, timezone));
	const flag = (name: string, displayName: string) => given(name, (value) => readBooleanFilter(displayName, value));
	const wanted = {
		states: given('states', (value) => readListFilter('States', value, caseStates)),
		priorities: given('priorities', (value) => readListFilter('Priorities', value, priorities)),
		owner_role: given('ownerRole', (value) => readRole('Owner Role', value) || refuseEmpty('Owner Role')),
		source: text('source', 'Source'),
		ticket_id: text('ticketId', 'Ticket ID'),
		customer_id: text('customerId', 'Customer ID'),
		type: text('type', 'Type'),
		tag: text('tag', 'Tag'),
		subject_contains: text('subjectContains', 'Subject Contains'),
		opened_after: instant('openedAfter', 'Opened After'),
		opened_before: instant('openedBefore', 'Opened Before'),
		updated_after: instant('updatedAfter', 'Updated After'),
		overdue_at: flag('overdueOnly', 'Overdue Only') === true ? new Date().toISOString() : undefined,
		has_open_exceptions: flag('hasOpenExceptions', 'Has Open Exceptions'),
		is_merged: flag('isMerged', 'Merged'),
		without_evidence: flag('withoutEvidence', 'Without Evidence'),
	};
	return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** How many to draw, and with which seed; null when no sample is asked for. */
function readSample(context: IExecuteFunctions, index: number): { size: number; seed: string } | null {
	const options = context.getNodeParameter('options', index, {}) as { randomSample?: unknown; sampleSeed?: unknown };
	if (!Object.hasOwn(options, 'randomSample')) return null;
	const { sampleSeed = '' } = options;
	return {
		size: readWholeNumber('Random Sample', options.randomSample, maxSampleSize),
		seed: sampleSeed === '' ? `${context.getExecutionId()}/${index}` : readTextFilter('Sample Seed', sampleSeed),
	};
}

async function search({ context, store }: OperationContext, index: number) {
	const query = {
		...readFilter(context.getNodeParameter('filters', index, {}) as Record<string, unknown>, context.getTimezone()),
		order: readOption('Sort', context.getNodeParameter('sort', index, 'newest'), orders),
	};
	const sample = readSample(context, index);
	if (sample === null) {
		const page = { ...readLimit(context, index), ...readCursor(context, index) };
		const { cases, next_cursor } = await store.findCases({ ...query, ...page });
		return { cases, more: { next_cursor } };
	}
	const { cases, match_count } = await store.sampleCases({ ...query, ...sample });
	return { cases, more: { sample: { seed: sample.seed, match_count } } };
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, field } = operation;
	const { cases, more } = await search(operation, index);
	const sample = 'sample' in more && more;
	if (cases.length === 0) return [{ output: otherOutput, item: withResult(item, field, { case: null, ...sample }) }];
	const isSimple = readBooleanFilter('Simplify', context.getNodeParameter('simplify', index, true));
	// The user's data would be repeated with every case, so only the case leaves.
	return cases.map((record) => {
		const shown = isSimple ? Object.fromEntries(simplified.map((name) => [name, record[name]])) : record;
		const result = { case_id: record.case_id, case: shown as unknown as IDataObject, ...more };
		return { output: caseOutput, item: { json: { [field]: result } } };
	});
};

export const getMany: Operation = { description, execute };
