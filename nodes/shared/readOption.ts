import { TriageError } from '../../core';

/** A parameter's value as a message shows it. */
export function describeValue(value: unknown): string {
	if (value === undefined) return 'empty';
	try {
		return (JSON.stringify(value) ?? typeof value).slice(0, 60);
	} catch {
		return `of type ${typeof value}`;
	}
}

/** A value of an option list. The editor only offers allowed ones, but an expression or a file can hold anything. */
export function readOption<T extends string>(displayName: string, value: unknown, allowed: readonly T[]): T {
	const found = allowed.find((option) => option === value);
	if (found !== undefined) return found;
	const shown = describeValue(value);
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${shown}; allowed are ${allowed.join(', ')}`,
		'Choose a value from the list',
		{ details: { found: shown, allowed } },
	);
}
