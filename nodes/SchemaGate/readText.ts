import { TriageError } from '../../core';
import { describeValue } from '../shared/readOption';

/** A text that a parameter holds; empty for nothing. An expression can give anything, but a text of an object says nothing. */
export function readText(displayName: string, value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value).trim();
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a text is expected`,
		'Use a single value, as {{ $json.name }}',
	);
}

/** Values with commas between them, or a list of values from an expression. */
export function readTexts(displayName: string, value: unknown): string[] {
	return [value]
		.flat(Infinity)
		.flatMap((one) => readText(displayName, one).split(','))
		.map((one) => one.trim())
		.filter((one) => one !== '');
}
