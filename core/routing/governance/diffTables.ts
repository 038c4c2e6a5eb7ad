import { jcs } from '../../evidence';
import type { RoutingRule, RoutingTable } from '../types';

/** One part that differs: null on the side that does not have it. */
export interface PartChange {
	/** `hit_policy`, `default.owner_role`, `when.age`, `then.backup_role`, `priority`, `examples`. */
	part: string;
	before: unknown;
	after: unknown;
}

/** What another version of a table changes. */
export interface TableDiff {
	is_same: boolean;
	/** Version, hit policy, default and columns. */
	settings: PartChange[];
	/** Ids. */
	added: string[];
	removed: string[];
	changed: Array<{ rule: string; changes: PartChange[] }>;
	/** Rules that passed others, with their rows from 1; that matters under `first` only. */
	moved: Array<{ rule: string; from: number; to: number }>;
}

type Parts = ReadonlyMap<string, unknown>;

function partsOf(prefix: string, value: object | undefined): [string, unknown][] {
	return Object.entries(value ?? {}).map(([name, part]) => [prefix + name, part]);
}

function settingsOf(table: RoutingTable): Parts {
	return new Map<string, unknown>([
		['version', table.version],
		['hit_policy', table.hit_policy ?? 'unique'],
		...partsOf('default.', table.default),
		...table.columns.flatMap(({ field, ...column }) => partsOf(`columns.${field}.`, column)),
	]);
}

function rulePartsOf({ when, then, priority, examples }: RoutingRule): Parts {
	return new Map<string, unknown>([
		...partsOf('when.', when),
		...partsOf('then.', then),
		['priority', priority],
		['examples', examples],
	]);
}

const isEqual = (one: unknown, other: unknown) => jcs(one ?? null) === jcs(other ?? null);

function changesBetween(before: Parts, after: Parts): PartChange[] {
	return [...new Set([...before.keys(), ...after.keys()])]
		.filter((part) => !isEqual(before.get(part), after.get(part)))
		.map((part) => ({ part, before: before.get(part) ?? null, after: after.get(part) ?? null }));
}

/** The places in a list that belong to one longest rising row; the others are those that moved. */
function longestRising(places: readonly number[]): Set<number> {
	const lastOf: number[] = [];
	const before: number[] = [];
	for (const [index, place] of places.entries()) {
		let [low, high] = [0, lastOf.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (places[lastOf[middle]!]! < place) low = middle + 1;
			else high = middle;
		}
		before.push(low === 0 ? -1 : lastOf[low - 1]!);
		lastOf[low] = index;
	}
	const kept = new Set<number>();
	for (let index = lastOf.at(-1) ?? -1; index >= 0; index = before[index]!) kept.add(index);
	return kept;
}

function findMoved(before: readonly string[], after: readonly string[]): TableDiff['moved'] {
	const rowBefore = new Map(before.map((id, row) => [id, row]));
	const common = after.flatMap((id, row) => {
		const from = rowBefore.get(id);
		return from === undefined ? [] : [{ rule: id, from: from + 1, to: row + 1 }];
	});
	const kept = longestRising(common.map(({ from }) => from));
	return common.filter((_, index) => !kept.has(index));
}

/** What changes from one version of a table to another, rule by rule; rules are known by their ids. */
export function diffTables(before: RoutingTable, after: RoutingTable): TableDiff {
	const settings = changesBetween(settingsOf(before), settingsOf(after));
	const [old, fresh] = [before, after].map(({ rules }) => new Map(rules.map((rule) => [rule.id, rule])));
	const added = [...fresh!.keys()].filter((id) => !old!.has(id));
	const removed = [...old!.keys()].filter((id) => !fresh!.has(id));
	const changed = [...fresh!.values()].flatMap((rule) => {
		const earlier = old!.get(rule.id);
		const changes = earlier === undefined ? [] : changesBetween(rulePartsOf(earlier), rulePartsOf(rule));
		return changes.length === 0 ? [] : [{ rule: rule.id, changes }];
	});
	const moved = findMoved([...old!.keys()], [...fresh!.keys()]);
	const is_same = [settings, added, removed, changed, moved].every((list) => list.length === 0);
	return { is_same, settings, added, removed, changed, moved };
}
