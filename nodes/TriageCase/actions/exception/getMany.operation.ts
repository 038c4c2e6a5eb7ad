import { exceptionStates, rootCauseLabels, type ExceptionState } from '../../../../core';
import { readListFilter, readTextFilter, refuseEmpty } from '../../../shared/filters';
import { cursorOption, limitProperties, readCursor, readLimit } from '../../../shared/limit';
import type { ExceptionQuery } from '../../../shared/openStore';
import { readOption } from '../../../shared/readOption';
import { resultFieldOption, withResult } from '../../../shared/resultField';
import { readRole, roleParameter } from '../../../shared/roles';
import { rootCauseOptions } from '../case/options';
import { caseOutput, otherOutput, type Operation } from '../operation';
import { resultOf, showForException } from './exceptions';

const stateLabels: Record<ExceptionState, string> = {
	open: 'Open',
	acknowledged: 'Acknowledged',
	resolved: 'Resolved',
};

const description: Operation['description'] = [
	...limitProperties({ resource: ['exception'], operation: ['getMany'] }),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: showForException('getMany'),
		options: [
			{ displayName: 'Case ID', name: 'caseId', type: 'string', default: '', placeholder: 'e.g. C-0031' },
			{
				displayName: 'Overdue Only',
				name: 'overdueOnly',
				type: 'boolean',
				default: true,
				description: 'Whether to leave out those that still have time: to be acknowledged, or then to be resolved',
			},
			roleParameter(
				{ displayName: 'Owner Role', name: 'ownerRole', description: 'Role that owns the exception now' },
				'',
				'e.g. Triage',
			),
			{
				displayName: 'Root-Cause Labels',
				name: 'labels',
				type: 'multiOptions',
				default: [],
				description: 'Exceptions with any of these labels',
				options: rootCauseOptions,
			},
			{
				displayName: 'States',
				name: 'states',
				type: 'multiOptions',
				default: ['open', 'acknowledged'],
				description: 'Exceptions in any of these states',
				options: exceptionStates.map((state) => ({ name: stateLabels[state], value: state })),
			},
		],
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'options',
		default: 'due',
		displayOptions: showForException('getMany'),
		description: 'Order of the exceptions',
		options: [
			{ name: 'Due First', value: 'due' },
			{ name: 'Newest First', value: 'newest' },
			{ name: 'Oldest First', value: 'oldest' },
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: showForException('getMany'),
		options: [resultFieldOption, cursorOption],
	},
];

const orders = ['due', 'newest', 'oldest'] as const;

type Filters = Partial<Record<'caseId' | 'labels' | 'overdueOnly' | 'ownerRole' | 'states', unknown>>;

function readQuery(filters: Filters): Omit<ExceptionQuery, 'order' | 'limit'> {
	const has = (name: keyof Filters) => Object.hasOwn(filters, name);
	return {
		...(has('caseId') && { case_id: readTextFilter('Case ID', filters.caseId) }),
		...(has('labels') && { labels: readListFilter('Root-Cause Labels', filters.labels, rootCauseLabels) }),
		...(filters.overdueOnly === true && { overdue_at: new Date().toISOString() }),
		...(has('ownerRole') && { owner_role: readRole('Owner Role', filters.ownerRole) || refuseEmpty('Owner Role') }),
		...(has('states') && { states: readListFilter('States', filters.states, exceptionStates) }),
	};
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const { exceptions, next_cursor } = await store.findExceptions({
		...readQuery(context.getNodeParameter('filters', index, {}) as Filters),
		order: readOption('Sort', context.getNodeParameter('sort', index, 'due'), orders),
		...readLimit(context, index),
		...readCursor(context, index),
	});
	if (exceptions.length === 0) return [{ output: otherOutput, item: withResult(item, field, { exception: null }) }];
	// The user's data would be repeated with every exception, so only the exception leaves.
	return exceptions.map((exception) => ({
		output: caseOutput,
		item: { json: { [field]: resultOf(exception, { next_cursor }) } },
	}));
};

export const getMany: Operation = { description, execute };
