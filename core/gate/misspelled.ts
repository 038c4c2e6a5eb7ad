import { everyEntry, formatPath, parseRowPath, type RowStep } from './path';
import { memberOf } from './pointer';
import { nearestWord } from './suggest';
import type { Contract } from './types';

/** Items and entries that are looked at for a name that was meant; more tell nothing new. */
const maxLookedAt = 20;

/** A path that no item has, and the one that was probably meant. */
export interface MisspelledPath {
	path: string;
	meant: string;
}

/** What the step leads to in the values: for every entry of a list, all of them. */
function follow(values: readonly unknown[], step: RowStep): unknown[] {
	return values.flatMap((value) => {
		if (step === everyEntry) return Array.isArray(value) ? (value as unknown[]).slice(0, maxLookedAt) : [];
		const held = memberOf(value, step);
		return held === undefined ? [] : [held];
	});
}

function isIn(item: unknown, steps: readonly RowStep[]): boolean {
	let values: unknown[] = [item];
	for (const step of steps) values = follow(values, step);
	return values.length > 0;
}

/** The path with its first unknown name replaced by one that the items have. */
function meantBy(steps: readonly RowStep[], items: readonly unknown[], named: ReadonlySet<string>): string | undefined {
	let values: readonly unknown[] = items.slice(0, maxLookedAt);
	for (const [index, step] of steps.entries()) {
		const inside = follow(values, step);
		if (inside.length > 0) {
			values = inside;
			continue;
		}
		if (typeof step !== 'string') return undefined;
		const names = new Set(values.flatMap((value) => (isObject(value) ? Object.keys(value) : [])));
		const before = steps.slice(0, index);
		// A name that another row is about is meant by that row.
		const free = [...names].filter((name) => !named.has(formatPath([...before, name])));
		const name = nearestWord(step, free);
		const meant = name === undefined ? undefined : [...before, name, ...steps.slice(index + 1)];
		return meant && items.some((item) => isIn(item, meant)) ? formatPath(meant) : undefined;
	}
	return undefined;
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that a contract names as paths: its rows, or the names of the outermost properties of its schema. */
export function pathsIn(contract: Contract): string[] {
	if (contract.kind === 'field_list') return contract.fields.map(({ path }) => path);
	if (contract.kind !== 'json_schema') return [];
	const properties = memberOf(contract.schema, 'properties');
	return isObject(properties) ? Object.keys(properties).map((name) => formatPath([name])) : [];
}

/**
 * Paths that lead to something in none of the items, while a path that differs in few letters does: `customer.emial` for
 * `customer.email`. Paths that cannot be read are left out.
 */
export function findMisspelledPaths(paths: readonly string[], items: readonly unknown[]): MisspelledPath[] {
	const parsed = [...new Set(paths.map((path) => path.trim()))].flatMap((path) => {
		const read = parseRowPath(path);
		return 'steps' in read ? [{ path, steps: read.steps }] : [];
	});
	const named = new Set(parsed.map(({ steps }) => formatPath(steps)));
	return parsed.flatMap(({ path, steps }) => {
		if (items.some((item) => isIn(item, steps))) return [];
		const meant = meantBy(steps, items, named);
		return meant === undefined ? [] : [{ path, meant }];
	});
}
