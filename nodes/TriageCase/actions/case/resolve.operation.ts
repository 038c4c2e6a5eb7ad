import type { IDataObject } from 'n8n-workflow';

import { resolutions, type TriageCase } from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import type { TriageStore } from '../../../shared/openStore';
import { readOption } from '../../../shared/readOption';
import { resolutionOptions } from './options';
import { showFor, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('resolve')),
	{
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		default: 'fixed',
		displayOptions: showFor('resolve'),
		description: 'How the case ended',
		options: resolutionOptions,
	},
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		default: '',
		placeholder: 'e.g. Contact suppressed and billing log requested',
		displayOptions: showFor('resolve'),
		description: 'What was done, for the trail',
	},
];

/** The exception about checks that a role has overridden, so that the answer names who is to look at it. */
async function overrideOf(store: TriageStore, record: TriageCase): Promise<IDataObject> {
	const { state, case_id, qa } = record;
	const checked = qa.before_closing;
	if (state !== 'resolved' || checked === null || checked.override === null) return {};
	const linked = await store.findEntries({ case_id, types: ['exception.linked'], from: checked.at, order: 'newest' });
	const opened = linked.find(({ data }) => data.holds_back === false && data.label === 'qa.blocker');
	return opened === undefined ? {} : { exception_id: String(opened.data.exception_id) };
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context } = operation;
	const reason = readLine(context, index, 'note', 'Note');
	return await sendCommand(
		operation,
		item,
		index,
		{
			kind: 'resolve',
			resolution: readOption('Resolution', context.getNodeParameter('resolution', index), resolutions),
			...(reason && { reason }),
		},
		async (record) => await overrideOf(operation.store, record),
	);
};

export const resolve: Operation = { description, execute };
