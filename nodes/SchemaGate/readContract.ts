import { TriageError, type Contract, type ContractField, type FieldType } from '../../core';
import { readOption } from '../shared/readOption';

/** The node's parameters as n8n hands them over. */
export interface FieldRow {
	path: string;
	type?: FieldType;
	required?: boolean;
	allowedValues?: string;
	limits?: { maxLength?: number; maximum?: number; minLength?: number; minimum?: number; pattern?: string };
}

export interface GateOptions {
	contractName?: string;
	contractVersion?: string;
	dataLocation?: string;
	maxProblems?: number;
	resultField?: string;
	unknownKeywords?: unknown;
}

export const contractSources = ['fields', 'jsonSchema'] as const;
export const extraFieldsChoices = ['keep', 'reject'] as const;
const unknownKeywordsChoices = ['refuse', 'allow'] as const;

export interface ContractParameters {
	source: (typeof contractSources)[number];
	rows: readonly FieldRow[];
	extraFields: (typeof extraFieldsChoices)[number];
	schema: unknown;
	options: GateOptions;
}

function readField({ path, type, required, allowedValues = '', limits = {} }: FieldRow): ContractField {
	const allowed = String(allowedValues)
		.split(',')
		.map((value) => value.trim())
		.filter((value) => value !== '');
	const { minimum, maximum, minLength, maxLength, pattern } = limits;
	return {
		path: String(path).trim(),
		...(type !== undefined && { type }),
		...(required !== undefined && { required }),
		...(allowed.length > 0 && { allowed_values: allowed }),
		...(minimum !== undefined && { minimum }),
		...(maximum !== undefined && { maximum }),
		...(minLength !== undefined && { min_length: minLength }),
		...(maxLength !== undefined && { max_length: maxLength }),
		...(pattern && { pattern }),
	};
}

/** Where reading of a JSON text stopped, as people count: line and column from 1. */
function placeIn(text: string, message: string): string {
	const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
	const before = text.slice(0, position).split('\n');
	return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

function readSchema(parameter: unknown): unknown {
	if (typeof parameter !== 'string') return parameter;
	try {
		return JSON.parse(parameter) as unknown;
	} catch (cause) {
		const place = placeIn(parameter, (cause as Error).message);
		throw new TriageError(
			'CONTRACT_INVALID',
			`The 'JSON Schema' cannot be read: it is not JSON from ${place} on`,
			"Mend that line, or switch 'Define Contract Using' to Field List",
			{ cause },
		);
	}
}

/** Most problems that are listed for one item. */
export function readMaxProblems({ maxProblems }: GateOptions): number | undefined {
	if (maxProblems === undefined) return undefined;
	if (Number.isSafeInteger(maxProblems) && maxProblems > 0) return maxProblems;
	throw new TriageError(
		'FIELD_INVALID',
		`'Max Problems per Item' is ${JSON.stringify(maxProblems)}; a whole number from 1 is expected`,
		'Type a number, or remove the option',
	);
}

/** Whether any parameter is an expression, which n8n works out for each item anew. */
export function holdsExpression(parameter: unknown): boolean {
	if (typeof parameter === 'string') return parameter.startsWith('=');
	return typeof parameter === 'object' && parameter !== null && Object.values(parameter).some(holdsExpression);
}

/** The contract that the node's parameters describe. */
export function readContract({ source, rows, extraFields, schema, options }: ContractParameters): Contract {
	const { contractName, contractVersion, unknownKeywords } = options;
	const name = { id: contractName?.trim() || 'contract', ...(contractVersion && { version: contractVersion }) };
	switch (source) {
		case 'fields':
			return { ...name, kind: 'field_list', fields: rows.map(readField), extra_fields: extraFields };
		case 'jsonSchema':
			return {
				...name,
				kind: 'json_schema',
				schema: readSchema(schema),
				unknown_keywords: readOption('Unknown Keywords', unknownKeywords ?? 'refuse', unknownKeywordsChoices),
			};
	}
}
