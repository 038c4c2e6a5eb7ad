import type { IExecuteFunctions } from 'n8n-workflow';

import { maxNameLength, storableText, TriageError } from '../../../core';

const secondsPerUnit = { minutes: 60, hours: 3600, days: 86_400 } as const;

/** A text parameter as an entry can keep it; empty when nothing is typed. */
export function readFact(context: IExecuteFunctions, index: number, name: string, displayName: string): string {
	const value: unknown = context.getNodeParameter(name, index, '');
	return storableText(displayName, String(value ?? ''), maxNameLength);
}

/** The same, for what cannot be left out. */
export function readRequiredFact(context: IExecuteFunctions, index: number, name: string, displayName: string): string {
	const text = readFact(context, index, name, displayName);
	if (text !== '') return text;
	throw new TriageError('FIELD_INVALID', `'${displayName}' is empty`, 'Type a short text without personal data');
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
