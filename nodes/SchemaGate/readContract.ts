import { TriageError, type Contract, type ContractField, type FieldType } from '../../core';

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
	unknownKeywords?: 'refuse' | 'allow';
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

/** The contract that the node's parameters describe. */
export function readContract(
	source: 'fields' | 'jsonSchema',
	parameters: { rows: readonly FieldRow[]; extraFields: 'keep' | 'reject'; schema: unknown },
	{ contractName, contractVersion, unknownKeywords }: GateOptions,
): Contract {
	const name = { id: contractName?.trim() || 'contract', ...(contractVersion && { version: contractVersion }) };
	if (source === 'jsonSchema') {
		const schema = readSchema(parameters.schema);
		return { ...name, kind: 'json_schema', schema, unknown_keywords: unknownKeywords ?? 'refuse' };
	}
	return {
		...name,
		kind: 'field_list',
		fields: parameters.rows.map(readField),
		extra_fields: parameters.extraFields,
	};
}
