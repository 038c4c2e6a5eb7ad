import { formatPath, type PathStep } from './path';
import type { ContractField, ContractFinding } from './types';
import { shorten } from './values';

/** A row that can be read, with its place in the contract. */
export interface ReadRow {
	row: ContractField;
	steps: readonly PathStep[];
	index: number;
}

/** A row as its author finds it: `row 3 (customer.email)`. */
export function rowName(index: number, path?: unknown): string {
	const shown = typeof path === 'string' && path.trim() !== '' ? ` (${shorten(path.trim())})` : '';
	return `row ${index + 1}${shown}`;
}

function findRepeated(rows: readonly ReadRow[], byPath: ReadonlyMap<string, ReadRow>): ContractFinding[] {
	return rows.flatMap((read) => {
		const path = formatPath(read.steps);
		const first = byPath.get(path);
		if (first === undefined || first === read) return [];
		return [
			{
				pointer: `/fields/${read.index}/path`,
				message: `${path} is in ${rowName(first.index)} and again in ${rowName(read.index)}`,
				fix: 'Remove one of the two rows',
			},
		];
	});
}

const nouns = { list: 'a list', object: 'an object' };

/** A place that one row gives a type, and another row a place inside of it which that type cannot have. */
function typeConflict(parent: ReadRow, inner: ReadRow, asked: 'list' | 'object'): ContractFinding | undefined {
	const type = parent.row.type ?? 'text';
	if (type === 'any' || type === asked) return undefined;
	const name = rowName(parent.index);
	return {
		pointer: `/fields/${parent.index}/type`,
		message: `${formatPath(parent.steps)} has the type ${type} in ${name} but must be ${nouns[asked]} for ${rowName(inner.index, inner.row.path)}`,
		fix: `Set the type of ${name} to ${asked}, or remove ${rowName(inner.index)}`,
	};
}

function shapeConflict(path: string, one: ReadRow, other: ReadRow): ContractFinding {
	const [first, second] = [one, other].map((read) => rowName(read.index, read.row.path));
	return {
		pointer: `/fields/${other.index}/path`,
		message: `${path} cannot be a list and an object, but it would have to be both for ${first} and ${second}`,
		fix: 'Correct the path of one of the two rows',
	};
}

/** What rows say differently about one place: the same path twice, a text with a field inside, a list that is an object. */
export function findConflicts(rows: readonly ReadRow[]): ContractFinding[] {
	const byPath = new Map<string, ReadRow>();
	for (const read of rows) {
		const path = formatPath(read.steps);
		if (!byPath.has(path)) byPath.set(path, read);
	}
	const findings = findRepeated(rows, byPath);
	const firstInside = new Map<string, { read: ReadRow; asked: 'list' | 'object' }>();
	for (const read of rows) {
		for (const [index, step] of read.steps.entries()) {
			if (index === 0) continue;
			const path = formatPath(read.steps.slice(0, index));
			const asked = typeof step === 'number' ? 'list' : 'object';
			const parent = byPath.get(path);
			const conflict = parent && typeConflict(parent, read, asked);
			if (conflict) findings.push(conflict);
			const first = firstInside.get(path);
			if (first === undefined) firstInside.set(path, { read, asked });
			else if (first.asked !== asked && !conflict) findings.push(shapeConflict(path, first.read, read));
		}
	}
	return findings;
}
