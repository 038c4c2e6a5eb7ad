import type { PathStep } from './path';

/** One segment of a JSON Pointer (RFC 6901) with its `/`. */
export function pointerTo(step: PathStep): string {
	return `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The segments of a JSON Pointer. */
export function parsePointer(pointer: string): string[] {
	if (pointer === '') return [];
	return pointer
		.slice(1)
		.split('/')
		.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The own member of an object or list; never what it inherits. */
export function memberOf(holder: unknown, step: PathStep): unknown {
	if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return undefined;
	return (holder as Record<PathStep, unknown>)[step];
}

/** The steps of a pointer, with the entries of lists as numbers, and the value it leads to. */
export function follow(root: unknown, pointer: string): { steps: PathStep[]; value: unknown } {
	const steps: PathStep[] = [];
	let value = root;
	for (const segment of parsePointer(pointer)) {
		const step = Array.isArray(value) ? Number(segment) : segment;
		steps.push(step);
		value = memberOf(value, step);
	}
	return { steps, value };
}
