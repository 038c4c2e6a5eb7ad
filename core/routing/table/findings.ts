import { shorten } from '../../gate';
import { TriageError } from '../../errors';
import type { TableFinding } from '../types';

/** A finding that keeps a table from being used. */
export function blocking(
	code: TableFinding['code'],
	rules: readonly string[],
	message: string,
	fix: string,
	more: Partial<TableFinding> = {},
): TableFinding {
	return { code, severity: 'blocking', rules: [...rules], message, fix, ...more };
}

/** A finding that a reviewer should look at. */
export function warning(
	code: TableFinding['code'],
	rules: readonly string[],
	message: string,
	fix: string,
	more: Partial<TableFinding> = {},
): TableFinding {
	return { ...blocking(code, rules, message, fix, more), severity: 'warning' };
}

const maxQuoted = 4;

/** `'a' and 'b'`, `'a' and 'b' and 'c' and 'd' and 3 more`. */
export function quote(names: readonly string[]): string {
	const shown = names.slice(0, maxQuoted).map((name) => `'${shorten(name)}'`);
	const rest = names.length - shown.length;
	return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(' and ');
}

/** What a refusal that was thrown says, as a finding; anything else is thrown again. */
export function findingOf(
	thrown: unknown,
	code: TableFinding['code'],
	rules: readonly string[],
	place: string,
): TableFinding {
	if (!(thrown instanceof TriageError)) throw thrown;
	return blocking(code, rules, `${place}: ${thrown.message}`, thrown.fix);
}

/** The refusal of a table, with all findings about it. */
export function tableInvalid(id: string | undefined, findings: readonly TableFinding[]): TriageError {
	const name = id ? `The routing table '${shorten(id)}'` : 'The routing table';
	const [first, ...others] = findings;
	const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
	const fix =
		others.length === 0 ? `${first?.fix}` : `Correct all ${findings.length} findings, the first so: ${first?.fix}`;
	return new TriageError('TABLE_INVALID', `${name} cannot be used: ${first?.message}${more}`, fix, {
		details: { findings: [...findings] },
	});
}
