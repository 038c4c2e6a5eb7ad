import { everyEntry, formatPath, type RowStep } from './path';
import type { ContractField, ContractFinding } from './types';
import { shorten } from './values';

/** A row that can be read, with its place in the contract. */
export interface ReadRow {
	row: ContractField;
	steps: readonly RowStep[];
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

/** What a place must be for a row inside of it. */
type Asked = 'an object' | 'a list' | 'a list of equal entries';

function askedBy(step: RowStep): Asked {
	if (step === everyEntry) return 'a list of equal entries';
	return typeof step === 'number' ? 'a list' : 'an object';
}

/** A place that one row gives a type, and another row a place inside of it which that type cannot have. */
function typeConflict(parent: ReadRow, inner: ReadRow, asked: Asked): ContractFinding | undefined {
	const type = parent.row.type ?? 'text';
	const needed = asked === 'an object' ? 'object' : 'list';
	if (type === 'any' || type === needed) return undefined;
	const name = rowName(parent.index);
	return {
		pointer: `/fields/${parent.index}/type`,
		message: `${formatPath(parent.steps)} has the type ${type} in ${name} but must be ${asked === 'an object' ? asked : 'a list'} for ${rowName(inner.index, inner.row.path)}`,
		fix: `Set the type of ${name} to ${needed}, or remove ${rowName(inner.index)}`,
	};
}

function shapeConflict(path: string, one: ReadRow, other: ReadRow, isList: boolean): ContractFinding {
	const [first, second] = [one, other].map((read) => rowName(read.index, read.row.path));
	if (isList) {
		return {
			pointer: `/fields/${other.index}/path`,
			message: `${path} has a row for every entry and a row for a single one: ${first} and ${second}`,
			fix: `Write ${path}[] in all rows about its entries, or a number in all of them`,
		};
	}
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
	const firstInside = new Map<string, { read: ReadRow; asked: Asked }>();
	for (const read of rows) {
		for (const [index, step] of read.steps.entries()) {
			if (index === 0) continue;
			const path = formatPath(read.steps.slice(0, index));
			const asked = askedBy(step);
			const parent = byPath.get(path);
			const conflict = parent && typeConflict(parent, read, asked);
			if (conflict) findings.push(conflict);
			const first = firstInside.get(path);
			if (first === undefined) firstInside.set(path, { read, asked });
			else if (first.asked !== asked && !conflict) {
				const isList = first.asked !== 'an object' && asked !== 'an object';
				findings.push(shapeConflict(path, first.read, read, isList));
			}
		}
	}
	return findings;
}
