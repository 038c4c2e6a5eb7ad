import type { IDataObject } from 'n8n-workflow';

import { caseIdParameter, readCaseId } from '../../../shared/caseId';
import { showFor, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('merge')),
	{
		displayName: 'Surviving Case ID',
		name: 'survivingCaseId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. C-0007',
		displayOptions: showFor('merge'),
		description: 'Case that goes on in the place of this one. What comes for either ticket leads to it from now on.',
		hint: 'The case above ends as a duplicate, and its timers and retries with it. Reopen takes that back.',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Both are about the invoice of May',
		displayOptions: showFor('merge'),
		description: 'Why the two are the same, for the trail',
	},
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store } = operation;
	const into = String(context.getNodeParameter('survivingCaseId', index, '') ?? '').trim();
	const reason = readLine(context, index, 'reason', 'Reason') ?? '';
	return await sendCommand(operation, item, index, { kind: 'merge', into, reason }, async ({ merged_into }) => {
		// What it was merged into before, where that is why it cannot be now.
		const survivor = merged_into ?? (into === readCaseId(context, index) ? '' : into);
		const surviving_case = survivor === '' ? null : await store.getCase(survivor);
		return { surviving_case: surviving_case as unknown as IDataObject | null };
	});
};

export const merge: Operation = { description, execute };
