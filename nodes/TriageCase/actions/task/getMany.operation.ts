import type { IDataObject } from 'n8n-workflow';

import { taskTypes } from '../../../../core';
import { readInstantFilter, readListFilter, readTextFilter, refuseEmpty } from '../../../shared/filters';
import { limitProperties, readLimit } from '../../../shared/limit';
import type { TaskQuery } from '../../../shared/openStore';
import { withResult } from '../../../shared/resultField';
import { readRole, roleParameter } from '../../../shared/roles';
import { caseOutput, otherOutput, showForTask, type Operation } from '../operation';
import { taskTypeOptions } from './taskTypes';

type Filters = Partial<Record<'caseId' | 'dueBefore' | 'ownerRole' | 'types', unknown>>;

const description: Operation['description'] = [
	{
		displayName: 'Open Only',
		name: 'openOnly',
		type: 'boolean',
		default: true,
		displayOptions: showForTask('getMany'),
		description: 'Whether to leave out tasks that are completed',
	},
	...limitProperties({ resource: ['task'], operation: ['getMany'] }),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: showForTask('getMany'),
		options: [
			{
				displayName: 'Case ID',
				name: 'caseId',
				type: 'string',
				default: '',
				placeholder: 'e.g. C-0031',
				description: 'Tasks of this case',
			},
			{
				displayName: 'Due Before',
				name: 'dueBefore',
				type: 'dateTime',
				default: '',
				description: 'Tasks with a time limit that ends earlier than this',
			},
			roleParameter(
				{ displayName: 'Owner Role', name: 'ownerRole', description: 'Role that has the task' },
				'',
				'e.g. Data-Ops',
			),
			{
				displayName: 'Types',
				name: 'types',
				type: 'multiOptions',
				default: [],
				description: 'Tasks of any of these types',
				options: taskTypeOptions,
			},
		],
	},
];

function readQuery(filters: Filters, timezone: string): TaskQuery {
	const has = (name: keyof Filters) => Object.hasOwn(filters, name);
	return {
		...(has('caseId') && { case_id: readTextFilter('Case ID', filters.caseId) }),
		...(has('dueBefore') && { due_before: readInstantFilter('Due Before', filters.dueBefore, timezone) }),
		...(has('ownerRole') && { owner_role: readRole('Owner Role', filters.ownerRole) || refuseEmpty('Owner Role') }),
		...(has('types') && { types: readListFilter('Types', filters.types, taskTypes) }),
	};
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const found = await store.findTasks({
		...readQuery(context.getNodeParameter('filters', index, {}) as Filters, context.getTimezone()),
		is_open: context.getNodeParameter('openOnly', index, true) as boolean,
		...readLimit(context, index),
	});
	if (found.length === 0) return [{ output: otherOutput, item: withResult(item, field, { task: null }) }];
	return found.map(({ task, case: record }) => {
		const result = { case_id: record.case_id, task, case: record } as unknown as IDataObject;
		return { output: caseOutput, item: { json: { [field]: result } } };
	});
};

export const getMany: Operation = { description, execute };
