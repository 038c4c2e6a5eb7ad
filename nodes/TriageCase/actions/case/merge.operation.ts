import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { MergeCase } from '../../../../core';
import { caseIdParameter, readCaseId } from '../../../shared/caseId';
import { showFor, type Operation } from '../operation';
import { readLine, readVersion, sendCommand } from '../parameters';

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
		hint: 'The case above ends as a duplicate with its timers and retries; its exceptions move. Reopen takes it back.',
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

const versionName = 'Expected Version of Surviving Case';

export const survivingVersion: INodeProperties = {
	displayName: versionName,
	name: 'survivingVersion',
	type: 'string',
	default: '',
	placeholder: 'e.g. 4',
	description:
		'Version of the surviving case this was decided on. If that has changed since, nothing is written, and no task is opened.',
};

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store } = operation;
	const into = String(context.getNodeParameter('survivingCaseId', index, '') ?? '').trim();
	const reason = readLine(context, index, 'reason', 'Reason') ?? '';
	const options = context.getNodeParameter('options', index, {}) as { survivingVersion?: unknown };
	const advice = 'Triage Case: Get has it as triage.case.version';
	const into_version = readVersion(options, 'survivingVersion', versionName, advice);
	const command: MergeCase = { kind: 'merge', into, reason, ...(into_version !== undefined && { into_version }) };
	return await sendCommand(operation, item, index, command, async ({ merged_into }) => {
		// What it was merged into before, where that is why it cannot be now.
		const survivor = merged_into ?? (into === readCaseId(context, index) ? '' : into);
		const surviving_case = survivor === '' ? null : await store.getCase(survivor);
		return { surviving_case: surviving_case as unknown as IDataObject | null };
	});
};

export const merge: Operation = { description, execute };
