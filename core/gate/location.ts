import { parsePath } from './path';
import { memberOf } from './pointer';
import { contractInvalid } from './refusal';
import type { CheckOptions, CompiledContract, GateResult } from './types';

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
	if (location.trim() === '') return compiled.check(item, options);
	const path = parsePath(location);
	if ('reason' in path) {
		const finding = { pointer: '', message: `the data location '${location}' ${path.reason}`, fix: path.fix };
		throw contractInvalid(compiled.contract, [finding]);
	}
	const part = path.steps.reduce<unknown>((held, step) => memberOf(held, step), item);
	if (part !== undefined) return compiled.check(part, options);
	return {
		valid: false,
		problems: [
			{
				pointer: '',
				keyword: 'required',
				label: 'schema.required',
				message: `There is nothing at ${location.trim()} to check`,
				fix: `Send the data in ${location.trim()}, or name another place to check`,
				params: { location: location.trim() },
			},
		],
		truncated: false,
		rule_findings: [],
		contract_id: compiled.contract.id,
		contract_digest: compiled.digest,
	};
}
