import type { BasicOutput } from './basicOutput';
import { parsePath } from './path';
import { memberOf } from './pointer';
import { contractInvalid } from './refusal';
import type { CheckOptions, CompiledContract, GateResult, Problem } from './types';

/** The part of an item at a location, undefined where there is none. Throws `CONTRACT_INVALID` when the path cannot be read. */
export function partAt({ contract }: CompiledContract, item: unknown, location: string): unknown {
	if (location.trim() === '') return item;
	const path = parsePath(location);
	if ('reason' in path) {
		const finding = { pointer: '', message: `the data location '${location}' ${path.reason}`, fix: path.fix };
		throw contractInvalid(contract, [finding]);
	}
	return path.steps.reduce<unknown>((held, step) => memberOf(held, step), item);
}

function nothingAt(location: string): Problem {
	return {
		pointer: '',
		keyword: 'required',
		label: 'schema.required',
		message: `There is nothing at ${location} to check`,
		fix: `Send the data in ${location}, or name another place to check`,
		params: { location },
	};
}

/**
 * Checks the part of an item at `location`, a path as `body.ticket`; `""` is the whole item. Pointers of the problems are
 * relative to that part. An item without it does not pass. Throws `CONTRACT_INVALID` when the path cannot be read.
 */
export function checkAt(
	compiled: CompiledContract,
	item: unknown,
	location: string,
	options?: CheckOptions,
): GateResult {
	const part = partAt(compiled, item, location);
	if (part !== undefined || location.trim() === '') return compiled.check(part, options);
	return {
		valid: false,
		problems: [nothingAt(location.trim())],
		truncated: false,
		rule_findings: [],
		contract_id: compiled.contract.id,
		contract_digest: compiled.digest,
	};
}

/** As `checkAt`, in the output format `basic` of JSON Schema 2020-12, and without the contract's rules. */
export function checkBasicAt(
	compiled: CompiledContract,
	item: unknown,
	location: string,
	options?: Pick<CheckOptions, 'max_problems'>,
): BasicOutput {
	const part = partAt(compiled, item, location);
	if (part !== undefined || location.trim() === '') return compiled.checkBasic(part, options);
	const error = nothingAt(location.trim()).message;
	return { valid: false, errors: [{ valid: false, keywordLocation: '', instanceLocation: '', error }] };
}
