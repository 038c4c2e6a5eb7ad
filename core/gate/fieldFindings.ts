import { findConflicts, type ReadRow, rowName } from './fieldConflicts';
import { parseRowPath } from './path';
import { compilePattern } from './pattern';
import type { ContractField, ContractFinding, FieldType } from './types';
import { shorten } from './values';

type Limit = 'allowed_values' | 'minimum' | 'maximum' | 'min_length' | 'max_length' | 'pattern';

const lengths: Limit[] = ['min_length', 'max_length'];
const limitsOfType: Record<FieldType, readonly Limit[]> = {
	any: ['allowed_values'],
	boolean: [],
	date: ['allowed_values'],
	email: ['allowed_values', 'pattern', ...lengths],
	list: ['allowed_values', ...lengths],
	number: ['allowed_values', 'minimum', 'maximum'],
	object: [],
	text: ['allowed_values', 'pattern', ...lengths],
	url: ['allowed_values', 'pattern', ...lengths],
};

function readPath(row: ContractField, index: number): ReadRow | ContractFinding {
	const pointer = `/fields/${index}/path`;
	const subject = `The path of ${rowName(index, row.path)}`;
	const parsed = parseRowPath(row.path);
	if ('reason' in parsed) return { pointer, message: `${subject} ${parsed.reason}`, fix: parsed.fix };
	if (parsed.steps.includes('__proto__')) {
		const fix = 'Rename the field before the item comes to the gate';
		return { pointer, message: `${subject} names __proto__, which cannot be checked`, fix };
	}
	if (typeof parsed.steps[0] !== 'string') {
		return { pointer, message: `${subject} begins with an entry, but an item is no list`, fix: 'Begin with a name' };
	}
	return { row, steps: parsed.steps, index };
}

function crossed(row: ContractField, index: number, low: 'minimum' | 'min_length', high: 'maximum' | 'max_length') {
	const [least, most] = [row[low], row[high]];
	if (least === undefined || most === undefined || least <= most) return [];
	const message = `${low} ${least} is above ${high} ${most} in ${rowName(index, row.path)}`;
	return [{ pointer: `/fields/${index}/${low}`, message, fix: `Lower ${low} or raise ${high}` }];
}

function limitFindings(row: ContractField, index: number): ContractFinding[] {
	const type = row.type ?? 'text';
	const name = rowName(index, row.path);
	const at = (limit: Limit) => `/fields/${index}/${limit}`;
	const isSet = (limit: Limit) => (limit === 'allowed_values' ? row[limit]?.length : row[limit] !== undefined);
	const allLimits = [...limitsOfType.text, ...limitsOfType.number];
	const findings: ContractFinding[] = [...new Set(allLimits)]
		.filter((limit) => isSet(limit) && !limitsOfType[type].includes(limit))
		.map((limit) => ({
			pointer: at(limit),
			message: `${limit} does not apply to the type ${type} in ${name}`,
			fix: `Remove ${limit}, or choose another type`,
		}));
	findings.push(...crossed(row, index, 'minimum', 'maximum'), ...crossed(row, index, 'min_length', 'max_length'));
	if (row.pattern !== undefined && limitsOfType[type].includes('pattern')) {
		const pattern = compilePattern(row.pattern);
		if ('reason' in pattern) {
			findings.push({ pointer: at('pattern'), message: `The pattern of ${name} ${pattern.reason}`, fix: pattern.fix });
		}
	}
	if (type === 'number') findings.push(...allowedNumberFindings(row, index));
	return findings;
}

function allowedNumberFindings(row: ContractField, index: number): ContractFinding[] {
	const isNumber = (value: string) => value.trim() !== '' && Number.isFinite(Number(value));
	return (row.allowed_values ?? []).flatMap((value, place) => {
		if (isNumber(value)) return [];
		const message = `The allowed value "${shorten(value)}" of ${rowName(index, row.path)} is not a number`;
		return [
			{ pointer: `/fields/${index}/allowed_values/${place}`, message, fix: 'Remove it, or set the type to text' },
		];
	});
}

/**
 * Reads the rows of a field list, and finds all that they say wrong. A row that is undefined has findings already.
 */
export function readRows(fields: readonly (ContractField | undefined)[]): {
	rows: ReadRow[];
	findings: ContractFinding[];
} {
	const rows: ReadRow[] = [];
	const findings: ContractFinding[] = [];
	for (const [index, row] of fields.entries()) {
		if (row === undefined) continue;
		const read = readPath(row, index);
		if ('steps' in read) rows.push(read);
		else findings.push(read);
		findings.push(...limitFindings(row, index));
	}
	return { rows, findings: [...findings, ...findConflicts(rows)] };
}
