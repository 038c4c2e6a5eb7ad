import { createHash } from 'node:crypto';
import { TriageError } from '../errors';
import { jcs } from '../evidence';
import { nestingDepth } from './nesting';
import { contractInvalid } from './refusal';
import type { Contract } from './types';

/** A contract is written by people; this is far more than any needs, and far less than the stack holds. */
const maxContractDepth = 200;

/** The contract as JSON of our own, which nobody changes later. */
export function copyOf(contract: Contract): Contract {
	if (nestingDepth(contract, maxContractDepth) === maxContractDepth) {
		const message = `It is nested deeper than ${maxContractDepth} levels`;
		throw contractInvalid(contract, [{ pointer: '', message, fix: 'Move inner schemas to $defs' }]);
	}
	try {
		return JSON.parse(JSON.stringify(contract)) as Contract;
	} catch (cause) {
		const message = 'It holds something that JSON cannot hold';
		const finding = { pointer: '', message, fix: 'Use only objects, lists, text, numbers, true, false and null' };
		throw contractInvalid(contract, [finding], cause);
	}
}

/** Name of exactly this item; null for one that JSON cannot hold, or that is nested deeper than 2,000 levels. */
export function itemDigest(item: unknown): string | null {
	try {
		return `sha256:${createHash('sha256').update(jcs(item)).digest('hex')}`;
	} catch (error) {
		if (error instanceof TriageError || error instanceof RangeError) return null;
		throw error;
	}
}

/** Name of exactly this contract: `sha256:` and 64 hex digits, over its canonical JSON (RFC 8785). */
export function contractDigest(contract: Contract): string {
	return `sha256:${createHash('sha256')
		.update(jcs(copyOf(contract)))
		.digest('hex')}`;
}
