import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { TriageError } from '../../../core';
import { commandOf } from '../../shared/command';
import type { RedactTarget } from '../../shared/openStore';
import { readOption } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { badOutput, goodOutput, showFor, type Operation } from './operation';
import { readEntryId, readList, readRequiredFact } from './parameters';

const description: Operation['description'] = [
	{
		displayName: 'Erase',
		name: 'erase',
		type: 'options',
		default: 'subject',
		displayOptions: showFor('redact'),
		description: 'What is erased for good. The entries stay, and so does their proof.',
		options: [
			{ name: 'Everything About a Person', value: 'subject' },
			{ name: 'Parts of an Entry', value: 'parts' },
		],
	},
	{
		displayName: 'Data Subject',
		name: 'subject',
		type: 'string',
		default: '',
		placeholder: 'e.g. CU-7',
		displayOptions: showFor('redact', { erase: ['subject'] }),
		description: 'Pseudonym of the person, or the customer ID of their cases',
	},
	{
		displayName: 'Entry ID',
		name: 'entryId',
		type: 'string',
		default: '={{ $json.triage?.entry?.entry_id }}',
		displayOptions: showFor('redact', { erase: ['parts'] }),
		description: 'Entry whose parts are erased, as Get Many gives it',
	},
	{
		displayName: 'Parts',
		name: 'parts',
		type: 'string',
		default: '',
		placeholder: 'e.g. request, response',
		displayOptions: showFor('redact', { erase: ['parts'] }),
		description: 'Names of the parts, with commas between them',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. The person asked for erasure',
		displayOptions: showFor('redact'),
		description: 'Stays in the log for good, so it must not hold what is erased',
	},
	{
		displayName: 'Basis',
		name: 'basis',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. GDPR 17',
		displayOptions: showFor('redact'),
		description: 'Rule that asks for it',
	},
	{
		displayName: 'Ticket',
		name: 'ticket',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. PRIV-12',
		displayOptions: showFor('redact'),
		description: 'Where it was asked for',
	},
];

function readTarget(context: IExecuteFunctions, index: number): RedactTarget {
	const erase = readOption('Erase', context.getNodeParameter('erase', index), ['subject', 'parts']);
	if (erase === 'subject') return { subject: readRequiredFact(context, index, 'subject', 'Data Subject') };
	const entry_id = readEntryId(context, index);
	const names = readList(context.getNodeParameter('parts', index, ''), /[\n,]/);
	if (names.length > 0) return { parts: names.map((name) => ({ entry_id, name })) };
	throw new TriageError('FIELD_INVALID', "'Parts' is empty", 'Type the names that Get Many shows under parts');
}

/** There was nothing to erase, or what is there must stay: an answer, not a fault. */
const refusals = new Set<unknown>(['PART_NOT_FOUND', 'PART_PUBLIC']);

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const refuse = (code: string, message: string, fix: string) => [
		{ output: badOutput, item: withResult(item, field, { redaction: { refusal: { code, message, fix } } }) },
	];
	const target = readTarget(context, index);
	const reason = {
		reason: readRequiredFact(context, index, 'reason', 'Reason'),
		basis: readRequiredFact(context, index, 'basis', 'Basis'),
		ticket: readRequiredFact(context, index, 'ticket', 'Ticket'),
	};
	try {
		const result = await store.redact(target, reason, commandOf(context, index, 'redact'));
		if (result.parts.length === 0) {
			return refuse('PART_NOT_FOUND', 'The store holds nothing about this person', 'Check the pseudonym');
		}
		const redaction = { ...result, ...reason } as unknown as IDataObject;
		return [{ output: goodOutput, item: withResult(item, field, { redaction }) }];
	} catch (error) {
		if (error instanceof TriageError && refusals.has(error.code)) return refuse(error.code, error.message, error.fix);
		throw error;
	}
};

export const redact: Operation = { description, execute };
