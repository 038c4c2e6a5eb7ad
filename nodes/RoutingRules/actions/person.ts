import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { maxLineLength, readPerson, storableText, TriageError } from '../../../core';
import { commandOf, type NodeCommand } from '../../shared/command';
import { showFor } from './operation';

/** Who does it, and why, as the log keeps it. */
export function personParameters(
	operation: string,
	displayName: string,
	placeholder: string,
	isRequired = false,
): INodeProperties[] {
	return [
		{
			displayName,
			name: 'person',
			type: 'string',
			required: isRequired,
			default: '',
			placeholder: 'e.g. ada',
			displayOptions: showFor([operation]),
			description: isRequired
				? 'Pseudonym of the person who decides, never an e-mail address: it stays in the log for good'
				: 'Pseudonym of the person who does this, never an e-mail address. Empty stands for this workflow.',
		},
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'string',
			default: '',
			placeholder,
			displayOptions: showFor([operation]),
			description: 'Kept beside the entry in the log',
		},
	];
}

/** The command of a node in the name of a person, or in its own where nobody is named. */
export function commandOfPerson(
	context: IExecuteFunctions,
	index: number,
	kind: string,
	displayName: string,
	isRequired = false,
): NodeCommand {
	const command = commandOf(context, index, kind);
	const id = readPerson(displayName, context.getNodeParameter('person', index, ''));
	if (id !== '') return { ...command, actor: { kind: 'human', id } };
	if (!isRequired) return command;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is empty`,
		'Name the person who decided, as the form or message that asked them gives it',
	);
}

export function readReason(context: IExecuteFunctions, index: number): { reason?: string } {
	const reason = storableText('Reason', String(context.getNodeParameter('reason', index, '') ?? ''), maxLineLength);
	return reason === '' ? {} : { reason };
}
