import { createEngine, type Engine } from './engine';
import { rowName } from './fieldConflicts';
import { formatPath } from './path';
import { memberOf } from './pointer';
import { describe } from './problems';
import { draftUris } from './keywords';
import { ruleName } from './rules/read';
import { ruleSchema } from './rules/shape';
import type { Contract, ContractFinding, FieldType } from './types';
import type { Subject } from './words';

const fieldTypes: FieldType[] = ['any', 'boolean', 'date', 'email', 'list', 'number', 'object', 'text', 'url'];
const text = { type: 'string' };
const number = { type: 'number' };
const length = { type: 'integer', minimum: 0 };

const rowSettings = {
	path: text,
	type: { enum: fieldTypes },
	required: { type: 'boolean' },
	allowed_values: { type: 'array', items: text },
	minimum: number,
	maximum: number,
	min_length: length,
	max_length: length,
	pattern: text,
};
const row = { type: 'object', required: ['path'], additionalProperties: false, properties: rowSettings };
const change = { ...row, properties: { ...rowSettings, ignored: { type: 'boolean' } } };

const base = {
	id: { type: 'string', pattern: '\\S', maxLength: 200 },
	version: { type: 'string', maxLength: 200 },
	kind: true,
	rules: { type: 'array', items: ruleSchema, maxItems: 200 },
};
const extra_fields = { enum: ['keep', 'reject'] };
const unknown_keywords = { enum: ['refuse', 'allow'] };

/** The settings of each kind of contract beside those that all have, and those of them that it needs. */
const kinds: Record<Contract['kind'], [required: string[], settings: Record<string, unknown>]> = {
	example: [['example'], { example: true, location: text, changes: { type: 'array', items: change }, extra_fields }],
	field_list: [['fields'], { fields: { type: 'array', items: row }, extra_fields }],
	json_schema: [
		['schema'],
		{
			schema: { type: ['object', 'boolean'] },
			draft: { enum: Object.keys(draftUris) },
			unknown_keywords,
			formats: { enum: ['check', 'ignore'] },
			documents: { type: 'object', additionalProperties: { type: ['object', 'boolean'] } },
		},
	],
	open_api: [
		['document', 'operation'],
		{
			document: { type: ['object', 'string'] },
			operation: text,
			part: { enum: ['request', 'response'] },
			status: text,
			media_type: text,
			unknown_keywords,
		},
	],
};

/** What a contract looks like, as a JSON Schema: a contract is checked like an item. */
const contractSchema = {
	type: 'object',
	required: ['kind'],
	properties: { kind: { enum: Object.keys(kinds) } },
	allOf: Object.entries(kinds).map(([kind, [required, settings]]) => ({
		if: { properties: { kind: { const: kind } }, required: ['kind'] },
		then: { required: ['id', ...required], additionalProperties: false, properties: { ...base, ...settings } },
	})),
};

const maxFindings = 100;
let shapeEngine: Engine | undefined;

/** How a person calls one of a list of settings. */
const listNames: Record<string, (index: number, entry: unknown) => string> = {
	changes: (index, entry) => `change ${index + 1} (${String(memberOf(entry, 'path'))})`,
	fields: (index, entry) => rowName(index, memberOf(entry, 'path')),
	rules: (index, entry) => ruleName(index, memberOf(entry, 'name')),
};

function subjectOf(contract: unknown): Subject {
	return {
		whole: 'The contract',
		owner: 'contract',
		isItem: false,
		name: (steps) => {
			const [list, index, ...inside] = steps;
			const entryName = typeof list === 'string' && Object.hasOwn(listNames, list) ? listNames[list] : undefined;
			if (entryName === undefined || typeof index !== 'number') return formatPath(steps);
			const name = entryName(index, memberOf(memberOf(contract, list ?? ''), index));
			return inside.length === 0 ? name : `${formatPath(inside)} in ${name}`;
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
