import { TriageError } from '../../core';

/** A value of an option list. The editor only offers allowed ones, but an expression or a file can hold anything. */
export function readOption<T extends string>(displayName: string, value: unknown, allowed: readonly T[]): T {
	const found = allowed.find((option) => option === value);
	if (found !== undefined) return found;
	const shown = (JSON.stringify(value) ?? 'undefined').slice(0, 60);
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${shown}; allowed are ${allowed.join(', ')}`,
		'Choose a value from the list',
		{ details: { found: shown, allowed } },
	);
}
