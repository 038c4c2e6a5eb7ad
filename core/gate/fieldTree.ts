import { everyEntry, type PathStep, type RowStep } from './path';
import type { ContractField } from './types';

/** The rows of a field list, as the tree that their paths make. */
export interface FieldNode {
	/** The row about this place; places on the way to one have none. */
	row?: ContractField;
	children: Map<RowStep, FieldNode>;
}

/** The tree of rows whose paths do not contradict each other. */
export function growTree(rows: readonly { row: ContractField; steps: readonly RowStep[] }[]): FieldNode {
	const root: FieldNode = { children: new Map() };
	for (const { row, steps } of rows) nodeAt(root, steps, true).row = row;
	return root;
}

function nodeAt(root: FieldNode, steps: readonly RowStep[], grow: true): FieldNode;
function nodeAt(root: FieldNode, steps: readonly RowStep[], grow: false): FieldNode | undefined;
function nodeAt(root: FieldNode, steps: readonly RowStep[], grow: boolean): FieldNode | undefined {
	let node: FieldNode = root;
	for (const step of steps) {
		let child = node.children.get(step);
		// An entry of an item is what the row about every entry says.
		if (child === undefined && !grow && typeof step === 'number') child = node.children.get(everyEntry);
		if (child === undefined) {
			if (!grow) return undefined;
			child = { children: new Map() };
			node.children.set(step, child);
		}
		node = child;
	}
	return node;
}

/** A row decides for itself; a place without a row is needed when anything below it is. */
export function isRequired(node: FieldNode): boolean {
	return node.row ? node.row.required !== false : [...node.children.values()].some(isRequired);
}

/**
 * The rows that a missing place leaves unmet: the deepest required ones, because a person who adds `customer.email`
 * adds `customer` with it. A list that is missing has no entries, so rows about its entries do not count.
 */
export function requiredRowsBelow(root: FieldNode, steps: readonly PathStep[]): PathStep[][] {
	const collect = (node: FieldNode, path: readonly PathStep[]): PathStep[][] => {
		const below = [...node.children].flatMap(([step, child]) =>
			step !== everyEntry && isRequired(child) ? collect(child, [...path, step]) : [],
		);
		return below.length > 0 ? below : [[...path]];
	};
	const node = nodeAt(root, steps, false);
	return node === undefined ? [] : collect(node, steps);
}

/** The required entries that a list of this length lacks. */
export function missingEntries(root: FieldNode, steps: readonly PathStep[], length: number): PathStep[][] {
	const node = nodeAt(root, steps, false);
	return [...(node?.children ?? [])].flatMap(([step, child]) =>
		typeof step === 'number' && step >= length && isRequired(child) ? requiredRowsBelow(root, [...steps, step]) : [],
	);
}

/** True when the places below are entries of a list. */
export function holdsEntries(node: FieldNode): boolean {
	return [...node.children.keys()].some((step) => typeof step !== 'string');
}

/** How long the list must be for its required entries. */
export function requiredLength(node: FieldNode): number {
	const numbers = [...node.children].filter(([step, child]) => typeof step === 'number' && isRequired(child));
	return Math.max(0, ...numbers.map(([step]) => Number(step) + 1));
}
