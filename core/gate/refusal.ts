import { TriageError } from '../errors';
import type { ContractFinding } from './types';
import { shorten } from './values';

/** Counts row 10 after row 9. */
const byPlace = new Intl.Collator('en', { numeric: true });

/** The refusal of a contract, with all findings about it. */
export function contractInvalid(
	contract: unknown,
	unordered: readonly ContractFinding[],
	cause?: unknown,
): TriageError {
	const findings = [...unordered].sort((one, other) => byPlace.compare(one.pointer, other.pointer));
	const id = (contract as { id?: unknown } | null | undefined)?.id;
	const name = typeof id === 'string' && id.trim() !== '' ? `The contract '${shorten(id)}'` : 'The contract';
	const [first, ...others] = findings;
	const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
	const fix =
		others.length === 0 ? `${first?.fix}` : `Correct all ${findings.length} findings, the first so: ${first?.fix}`;
	return new TriageError('CONTRACT_INVALID', `${name} cannot be used: ${first?.message}${more}`, fix, {
		cause,
		details: { findings },
	});
}
