import type { PathStep } from '../path';
import { memberOf } from '../pointer';

/** One value that takes the place of another. */
export interface Replacement {
	steps: readonly PathStep[];
	value: unknown;
}

function copyOf(holder: unknown): object {
	return Array.isArray(holder) ? [...(holder as unknown[])] : { ...(holder as object) };
}

/** Sets an own field, also one called `__proto__`. */
function put(holder: object, step: PathStep, value: unknown): void {
	Object.defineProperty(holder, step, { value, configurable: true, enumerable: true, writable: true });
}

/** The value with others in some places. It is not changed itself; what holds none of the places is shared with the copy. */
export function withReplacements(root: unknown, replacements: readonly Replacement[]): unknown {
	const copies = new Set<unknown>();
	const own = (holder: unknown): object => {
		if (copies.has(holder)) return holder as object;
		const copy = copyOf(holder);
		copies.add(copy);
		return copy;
	};
	let result = root;
	for (const { steps, value } of replacements) {
		const last = steps.at(-1);
		if (last === undefined) {
			result = value;
			continue;
		}
		let holder = own(result);
		result = holder;
		for (const step of steps.slice(0, -1)) {
			const inner = own(memberOf(holder, step));
			put(holder, step, inner);
			holder = inner;
		}
		put(holder, last, value);
	}
	return result;
}
