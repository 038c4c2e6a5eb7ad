import {
	TriageError,
	type Contract,
	type ContractField,
	type ExampleContract,
	type LearnedFieldChange,
	type OpenApiContract,
} from '../../core';
import { readOption } from '../shared/readOption';
import { readChosen } from '../shared/savedDefinition';
import type { ChangeRow, FieldRow, GateParameters } from './parameters';
import { readText, readTexts } from './readText';

const contractSources = ['example', 'fields', 'jsonSchema', 'openApi', 'saved'] as const;
type ContractSource = (typeof contractSources)[number];
const extraFieldsChoices = ['keep', 'reject'] as const;
const unknownKeywordsChoices = ['refuse', 'allow'] as const;
const documentSources = ['file', 'text'] as const;
const parts = ['request', 'response'] as const;
const requiredChoices = { learned: undefined, no: false, yes: true } as const;

type ContractName = Pick<Contract, 'id' | 'version'>;

function readValueSettings({ allowedValues, limits = {} }: FieldRow | ChangeRow): Partial<ContractField> {
	const allowed = readTexts('Allowed Values', allowedValues);
	const { minimum, maximum, minLength, maxLength, pattern } = limits;
	return {
		...(allowed.length > 0 && { allowed_values: allowed }),
		...(minimum !== undefined && { minimum }),
		...(maximum !== undefined && { maximum }),
		...(minLength !== undefined && { min_length: minLength }),
		...(maxLength !== undefined && { max_length: maxLength }),
		...(pattern && { pattern }),
	};
}

function readField(row: FieldRow): ContractField {
	const { path, type, required } = row;
	return {
		path: readText('Field', path),
		...(type !== undefined && { type }),
		...(required !== undefined && { required }),
		...readValueSettings(row),
	};
}

function readChange(row: ChangeRow): LearnedFieldChange {
	const { field, type = 'learned', required = 'learned' } = row;
	const needed = requiredChoices[readOption('Required', required, Object.keys(requiredChoices) as (typeof required)[])];
	return {
		path: readChosen(field),
		...(type === 'ignored' && { ignored: true }),
		...(type !== 'learned' && type !== 'ignored' && { type }),
		...(needed !== undefined && { required: needed }),
		...readValueSettings(row),
	};
}

/** Where reading of a JSON text stopped, as people count: line and column from 1. */
function placeIn(text: string, message: string): string {
	const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
	const before = text.slice(0, position).split('\n');
	return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

function readJson(displayName: string, parameter: unknown): unknown {
	if (typeof parameter !== 'string') return parameter;
	try {
		return JSON.parse(parameter) as unknown;
	} catch (cause) {
		const place = placeIn(parameter, (cause as Error).message);
		throw new TriageError(
			'CONTRACT_INVALID',
			`The '${displayName}' cannot be read: it is not JSON from ${place} on`,
			"Mend that line, or switch 'Define Contract Using' to Field List",
			{ cause },
		);
	}
}

/** True where the OpenAPI document comes as a file, which is read before the contract. */
export function comesFromFile({ contractSource, openApiFrom }: GateParameters): boolean {
	return contractSource === 'openApi' && readOption('Document From', openApiFrom, documentSources) === 'file';
}

/** The contract of an example, with what the user changed about it. */
export function readExampleContract(name: ContractName, parameters: GateParameters): ExampleContract {
	const { example, options, extraFields } = parameters;
	const location = readText('Data Location', options.dataLocation);
	return {
		...name,
		kind: 'example',
		example: readJson('Example Item', example),
		...(location !== '' && { location }),
		changes: parameters['changes.values'].map(readChange),
		extra_fields: readOption('Fields Not Listed', extraFields, extraFieldsChoices),
	};
}

function readOpenApi(name: ContractName, parameters: GateParameters, file: string | undefined): OpenApiContract {
	const { openApiDocument, openApiOperation, openApiPart, openApiStatus, options } = parameters;
	const status = readText('Response Status', openApiStatus);
	const media_type = readText('Media Type', options.mediaType);
	return {
		...name,
		kind: 'open_api',
		document: file ?? openApiDocument,
		operation: readChosen(openApiOperation),
		part: readOption('Check Against', openApiPart, parts),
		...(status !== '' && { status }),
		...(media_type !== '' && { media_type }),
		unknown_keywords: readUnknownKeywords(parameters),
	};
}

function readUnknownKeywords({ options }: GateParameters) {
	return readOption('Unknown Keywords', options.unknownKeywords ?? 'refuse', unknownKeywordsChoices);
}

export function readContractSource({ contractSource }: GateParameters): ContractSource {
	return readOption('Define Contract Using', contractSource, contractSources);
}

/**
 * The contract that the node's parameters describe, where it is not a saved one. `file` is the OpenAPI document where it
 * comes as a file.
 */
export function readContract(
	source: Exclude<ContractSource, 'saved'>,
	parameters: GateParameters,
	file: string | undefined,
): Contract {
	const { extraFields, schema, options } = parameters;
	const version = readText('Contract Version', options.contractVersion);
	const name = {
		id: readText('Contract Name', options.contractName) || 'contract',
		...(version !== '' && { version }),
	};
	switch (source) {
		case 'example':
			return readExampleContract(name, parameters);
		case 'fields':
			return {
				...name,
				kind: 'field_list',
				fields: parameters['fields.values'].map(readField),
				extra_fields: readOption('Fields Not Listed', extraFields, extraFieldsChoices),
			};
		case 'jsonSchema':
			return {
				...name,
				kind: 'json_schema',
				schema: readJson('JSON Schema', schema),
				unknown_keywords: readUnknownKeywords(parameters),
			};
		case 'openApi':
			return readOpenApi(name, parameters, file);
	}
}
