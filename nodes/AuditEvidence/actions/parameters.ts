import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { maxNameLength, storableText, TriageError } from '../../../core';
import { showFor } from './operation';

const secondsPerUnit = { minutes: 60, hours: 3600, days: 86_400 } as const;

/** A text parameter as an entry can keep it; empty when nothing is typed. */
export function readFact(context: IExecuteFunctions, index: number, name: string, displayName: string): string {
	const value: unknown = context.getNodeParameter(name, index, '');
	return storableText(displayName, String(value ?? ''), maxNameLength);
}

/** The same, for what cannot be left out. */
export function readRequiredFact(
	context: IExecuteFunctions,
	index: number,
	name: string,
	displayName: string,
	fix = 'Type a short text without personal data',
): string {
	const text = readFact(context, index, name, displayName);
	if (text !== '') return text;
	throw new TriageError('FIELD_INVALID', `'${displayName}' is empty`, fix);
}

const entryIdFix = 'Put this node after Capture or Get Many of Audit Evidence, or type the id that they give';

/** The id of an entry, as other operations put it out. */
export function readEntryId(context: IExecuteFunctions, index: number): string {
	return readRequiredFact(context, index, 'entryId', 'Entry ID', entryIdFix);
}

/** The parameter that names keys to verify with. */
export function verifierKeysParameter(operation: string, description: string): INodeProperties {
	return {
		displayName: 'Verifier Keys',
		name: 'verifierKeys',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. triage.example+1a2b3c4d+AbC…',
		displayOptions: showFor(operation),
		description,
	};
}

export function readVerifierKeys(context: IExecuteFunctions, index: number): string[] | undefined {
	const keys = readList(context.getNodeParameter('verifierKeys', index, ''), /[\n,]/);
	return keys.length === 0 ? undefined : keys;
}

/** Texts with commas or line ends between them, or a list of texts. */
export function readList(value: unknown, separator: RegExp): string[] {
	const texts = Array.isArray(value) ? value.map(String) : String(value ?? '').split(separator);
	return texts.map((text) => text.trim()).filter((text) => text !== '');
}

/** Amount and unit as seconds; nothing for 0. */
export function readSeconds(context: IExecuteFunctions, index: number, name: string, displayName: string) {
	const value: unknown = context.getNodeParameter(`${name}Amount`, index, 0);
	const amount = Number(value);
	if (value === '' || !Number.isFinite(amount) || amount < 0) {
		throw new TriageError(
			'FIELD_INVALID',
			`'${displayName}' is ${JSON.stringify(value)}; a number from 0 is expected`,
			'0 means any age',
		);
	}
	const unit = context.getNodeParameter(`${name}Unit`, index, 'hours') as keyof typeof secondsPerUnit;
	return amount === 0 ? undefined : Math.round(amount * (secondsPerUnit[unit] ?? secondsPerUnit.hours));
}
