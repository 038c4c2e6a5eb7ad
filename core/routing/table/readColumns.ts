import { describeKind, isSecret, memberOf, nearestWord, parsePath, type PathStep } from '../../gate';
import { parseCell, type Cell } from '../cells/parseCell';
import { keyOfFact, literalOfKey, typeWords } from '../cells/keys';
import { columnTypes, type ColumnType, type RoutingColumn, type TableFinding } from '../types';
import { blocking } from './findings';
import { findUnknownNames, isRecord } from './readOutcome';

/** A column that can be used. */
export interface ReadColumn {
	field: string;
	type: ColumnType;
	steps: readonly PathStep[];
	/** Its name says that values are secrets. */
	isSecret: boolean;
	/** The values that there can be, as a cell. */
	declared: Cell | null;
	/** As the table has it. */
	column: RoutingColumn;
}

type Reading = { read: ReadColumn } | { findings: TableFinding[] };

const maxColumns = 100;

function refuse(name: string, message: string, fix: string, column?: string): TableFinding {
	return blocking('COLUMN_INVALID', [], `${name}: ${message}`, fix, column === undefined ? {} : { column });
}

/** What other tools call the types. */
const otherTypeNames = new Map<string, ColumnType>([
	['bool', 'boolean'],
	['int', 'integer'],
	['text', 'string'],
]);

function describeTypes(written: unknown): string {
	const meant =
		typeof written === 'string' ? (otherTypeNames.get(written) ?? nearestWord(written, columnTypes)) : undefined;
	const types = `Types are ${columnTypes.join(', ')}`;
	return meant === undefined ? types : `Did you mean ${meant}? ${types}`;
}

/** The declared values as a cell, or what is wrong with them. */
function readValues(values: unknown, type: ColumnType): { cell: Cell | null } | { message: string; fix: string } {
	if (values === undefined) return { cell: null };
	if (typeof values === 'string' && values.trim() !== '') {
		const parsed = parseCell(values, type);
		if ('message' in parsed) return { message: `'values' ${parsed.message}`, fix: parsed.fix };
		const isList = !parsed.cell.isAny && !parsed.cell.isNegated;
		return isList ? parsed : { message: "'values' says only what there is not", fix: 'List the values there are' };
	}
	if (!Array.isArray(values) || values.length === 0) {
		return {
			message: `'values' is ${describeKind(values, false)}`,
			fix: `List the values there are, as ${type === 'string' ? '["gold","silver"]' : '"[0..120]"'}, or leave it out`,
		};
	}
	const literals = values.map((value: unknown) => {
		const key = keyOfFact(type, value);
		if (key === undefined) return { bad: value };
		return key === null ? 'null' : literalOfKey(type, key);
	});
	const bad = literals.find((literal) => typeof literal === 'object');
	if (typeof bad === 'object') {
		return {
			message: `'values' has ${describeKind(bad.bad, false)}, which is not ${typeWords[type].one}`,
			fix: 'Correct it, or change the type of the column',
		};
	}
	return readValues(literals.join(','), type);
}

function readColumn(value: unknown, index: number): Reading {
	const place = `Column ${index + 1}`;
	if (!isRecord(value)) {
		return { findings: [refuse(place, `it is ${describeKind(value, false)}`, 'Write {"field": …, "type": …}')] };
	}
	const [field, type, values] = ['field', 'type', 'values'].map((name) => memberOf(value, name));
	const path = typeof field === 'string' ? parsePath(field) : { reason: 'is no text', fix: 'Name a field' };
	if (typeof field !== 'string' || 'reason' in path) {
		const { reason, fix } = path as { reason: string; fix: string };
		return { findings: [refuse(place, `its field ${reason}`, fix)] };
	}
	const name = `Column ${field.trim()}`;
	const findings = findUnknownNames(value, ['field', 'type', 'values']).map(([unknown, fix]) =>
		refuse(name, `it has no '${unknown}'`, fix, field),
	);
	const known = columnTypes.find((candidate) => candidate === type);
	if (known === undefined) {
		return {
			findings: [...findings, refuse(name, `its type is ${describeKind(type, false)}`, describeTypes(type), field)],
		};
	}
	const read = readValues(values, known);
	if ('message' in read) findings.push(refuse(name, read.message, read.fix, field));
	if (findings.length > 0 || 'message' in read) return { findings };
	const column = {
		field: field.trim(),
		type: known,
		...(values !== undefined && { values: Array.isArray(values) ? [...values] : values }),
	} as RoutingColumn;
	const { steps } = path;
	return {
		read: { field: column.field, type: known, steps, isSecret: isSecret(steps), declared: read.cell, column },
	};
}

/** The columns of a table from a loose value, with all that is wrong with them. */
export function readColumns(value: unknown): { columns: ReadColumn[]; findings: TableFinding[] } {
	if (!Array.isArray(value) || value.length === 0 || value.length > maxColumns) {
		const message = `'columns' is ${describeKind(value, false)}`;
		const fix = `List 1 to ${maxColumns} columns, as {"field": "customer.tier", "type": "string"}`;
		return { columns: [], findings: [blocking('COLUMN_INVALID', [], message, fix)] };
	}
	const columns: ReadColumn[] = [];
	const findings: TableFinding[] = [];
	const known = new Set<string>();
	for (const [index, entry] of value.entries()) {
		const reading = readColumn(entry, index);
		if ('findings' in reading) {
			findings.push(...reading.findings);
			continue;
		}
		const path = JSON.stringify(reading.read.steps);
		if (known.has(path)) {
			const { field } = reading.read;
			findings.push(refuse(`Column ${field}`, 'the table has it twice', 'Remove one, or name another field', field));
			continue;
		}
		known.add(path);
		columns.push(reading.read);
	}
	return { columns, findings };
}
