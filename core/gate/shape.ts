import { createEngine, type Engine } from './engine';
import { rowName } from './fieldConflicts';
import { formatPath, type PathStep } from './path';
import { memberOf } from './pointer';
import { describe } from './problems';
import { draftUris } from './keywords';
import type { ContractFinding, FieldType } from './types';
import type { Subject } from './words';

const fieldTypes: FieldType[] = ['any', 'boolean', 'date', 'email', 'list', 'number', 'object', 'text', 'url'];
const text = { type: 'string' };
const number = { type: 'number' };
const length = { type: 'integer', minimum: 0 };

const base = { id: { type: 'string', pattern: '\\S', maxLength: 200 }, version: { type: 'string', maxLength: 200 } };
const row = {
	type: 'object',
	required: ['path'],
	additionalProperties: false,
	properties: {
		path: text,
		type: { enum: fieldTypes },
		required: { type: 'boolean' },
		allowed_values: { type: 'array', items: text },
		minimum: number,
		maximum: number,
		min_length: length,
		max_length: length,
		pattern: text,
	},
};

/** What a contract looks like, as a JSON Schema: a contract is checked like an item. */
const contractSchema = {
	type: 'object',
	required: ['kind'],
	properties: { kind: { enum: ['field_list', 'json_schema'] } },
	if: { properties: { kind: { const: 'field_list' } } },
	then: {
		required: ['id', 'fields'],
		additionalProperties: false,
		properties: {
			...base,
			kind: true,
			fields: { type: 'array', items: row },
			extra_fields: { enum: ['keep', 'reject'] },
		},
	},
	else: {
		required: ['id', 'schema'],
		additionalProperties: false,
		properties: {
			...base,
			kind: true,
			schema: { type: ['object', 'boolean'] },
			draft: { enum: Object.keys(draftUris) },
			unknown_keywords: { enum: ['refuse', 'allow'] },
			formats: { enum: ['check', 'ignore'] },
			documents: { type: 'object', additionalProperties: { type: ['object', 'boolean'] } },
		},
	},
};

const maxFindings = 100;
let shapeEngine: Engine | undefined;

function subjectOf(contract: unknown): Subject {
	return {
		whole: 'The contract',
		owner: 'contract',
		isItem: false,
		name: (steps) => {
			const [list, index, ...inside] = steps;
			if (list !== 'fields' || typeof index !== 'number') return formatPath(steps);
			const path = memberOf(memberOf(memberOf(contract, 'fields'), index), 'path');
			const name = rowName(index, path);
			return inside.length === 0 ? name : `${formatPath(inside as PathStep[])} in ${name}`;
		},
	};
}

/** What is wrong with the outer shape of a contract: settings that are missing, unknown or of the wrong type. */
export function findShapeFindings(contract: unknown): ContractFinding[] {
	shapeEngine ??= createEngine('2020-12', contractSchema);
	if (shapeEngine.isValid(contract)) return [];
	const scope = { engine: shapeEngine, subject: subjectOf(contract), item: contract, base: '', depth: 0 };
	return describe(shapeEngine.allErrors(contract), scope, maxFindings).problems.map(({ pointer, message, fix }) => ({
		pointer,
		message,
		fix,
	}));
}
