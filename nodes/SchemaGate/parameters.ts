import type { IExecuteFunctions } from 'n8n-workflow';

import { repairKinds, TriageError, type FieldType, type RepairKind } from '../../core';
import { parameterReader, type ParameterReader } from '../shared/parameterReader';
import { describeValue, readOption } from '../shared/readOption';
import type { RuleRow } from './readRules';

interface ValueSettings {
	allowedValues?: string;
	limits?: { maxLength?: number; maximum?: number; minLength?: number; minimum?: number; pattern?: string };
}

export interface FieldRow extends ValueSettings {
	path: string;
	type?: FieldType;
	required?: boolean;
}

export interface ChangeRow extends ValueSettings {
	/** A resource locator: one of the learned paths. */
	field?: unknown;
	type?: FieldType | 'learned' | 'ignored';
	required?: 'learned' | 'no' | 'yes';
}

export interface GateOptions {
	contractName?: string;
	contractVersion?: string;
	customerId?: unknown;
	dataLocation?: string;
	ignoreFields?: unknown;
	maxProblems?: number;
	mediaType?: string;
	outputFormat?: unknown;
	receivedAt?: unknown;
	recordTriggers?: boolean;
	resultField?: string;
	saveAs?: unknown;
	unknownKeywords?: unknown;
}

/** The node's parameters by n8n's path, as n8n hands them over. */
export interface GateParameters extends Record<string, unknown> {
	contractSource: unknown;
	'fields.values': FieldRow[];
	extraFields: unknown;
	example: unknown;
	'changes.values': ChangeRow[];
	schema: unknown;
	openApiFrom: unknown;
	openApiDocument: unknown;
	openApiFile: unknown;
	openApiOperation: unknown;
	openApiPart: unknown;
	openApiStatus: unknown;
	savedContract: unknown;
	savedVersion: unknown;
	savedVersionNumber: unknown;
	fixes: unknown;
	options: GateOptions;
	duplicateKey: unknown;
	duplicateWindow: unknown;
	duplicateWindowUnit: unknown;
	duplicateDone: unknown;
	source: unknown;
}

/** What the contract of an item is made of; what each is where it is not set. */
const contractFallbacks = {
	contractSource: undefined,
	'fields.values': [],
	extraFields: 'keep',
	example: {},
	'changes.values': [],
	schema: {},
	openApiFrom: 'text',
	openApiDocument: '',
	openApiFile: 'data',
	openApiOperation: '',
	openApiPart: 'request',
	openApiStatus: '',
	savedContract: '',
	savedVersion: 'inForce',
	savedVersionNumber: '',
};

/** Options about the arrival of an item, or about the run as a whole. The check of an item does not depend on them. */
type OtherOption = 'customerId' | 'ignoreFields' | 'receivedAt' | 'recordTriggers' | 'resultField' | 'saveAs';
const checkOption: Record<Exclude<keyof GateOptions, OtherOption>, true> = {
	contractName: true,
	contractVersion: true,
	dataLocation: true,
	maxProblems: true,
	mediaType: true,
	outputFormat: true,
	unknownKeywords: true,
};
const checkOptions = Object.keys(checkOption) as Array<keyof typeof checkOption>;
const checkParameters = [...Object.keys(contractFallbacks), 'fixes'];

export function readParameters(context: IExecuteFunctions): ParameterReader<GateParameters> {
	return parameterReader<GateParameters>(context, {
		...contractFallbacks,
		fixes: [],
		options: {},
		duplicateKey: '',
		duplicateWindow: 7,
		duplicateWindowUnit: 'days',
		duplicateDone: 'on_open',
		source: '',
	});
}

/** Two items are checked alike. Parameters without an expression are the same objects for all items. */
export function isSameCheck(one: GateParameters, other: GateParameters): boolean {
	if (one === other) return true;
	return (
		checkParameters.every((name) => one[name] === other[name]) &&
		checkOptions.every((name) => one.options[name] === other.options[name])
	);
}

const holdsExpression = (raw: unknown): boolean =>
	typeof raw === 'object' && raw !== null
		? Object.values(raw).some(holdsExpression)
		: typeof raw === 'string' && raw.startsWith('=');

/** Whether the contract may be another one from item to item. */
export function isContractFixed(context: IExecuteFunctions): boolean {
	const { parameters } = context.getNode();
	const names = new Set(Object.keys(contractFallbacks).map((path) => path.split('.')[0]!));
	const { dataLocation, mediaType, unknownKeywords, saveAs } = (parameters.options ?? {}) as GateOptions;
	const raw = [...names].map((name) => parameters[name]);
	return !holdsExpression([...raw, dataLocation, mediaType, unknownKeywords, saveAs]);
}

/** The rules as they were written, and for each item. */
export function readRuleRows(context: IExecuteFunctions): {
	raw: RuleRow[];
	rows: ParameterReader<{ rows: RuleRow[] }>;
} {
	const raw = context.getNodeParameter('rules.values', 0, [], { rawExpressions: true }) as RuleRow[];
	const reader = parameterReader<{ 'rules.values': RuleRow[] }>(context, { 'rules.values': [] });
	return {
		raw,
		rows: { isConstant: reader.isConstant, read: (index) => ({ rows: reader.read(index)['rules.values'] }) },
	};
}

/** Most problems that are listed for one item. */
export function readMaxProblems({ maxProblems }: GateOptions): number | undefined {
	if (maxProblems === undefined) return undefined;
	if (Number.isSafeInteger(maxProblems) && maxProblems > 0) return maxProblems;
	throw new TriageError(
		'FIELD_INVALID',
		`'Max Problems per Item' is ${describeValue(maxProblems)}; a whole number from 1 is expected`,
		'Type a number, or remove the option',
	);
}

const outputFormats = ['basic', 'problems'] as const;
export type OutputFormat = (typeof outputFormats)[number];

export function readOutputFormat({ outputFormat }: GateOptions): OutputFormat {
	return readOption('Output Format', outputFormat ?? 'problems', outputFormats);
}

const fixNames = { convertType: 'convert_type', lowercase: 'lowercase', trim: 'trim' } as const;
const fixChoices = Object.keys(fixNames) as (keyof typeof fixNames)[];

/** What may be done to values, in the order in which a repair tries it. */
export function readFixes(fixes: unknown): RepairKind[] {
	const chosen = [fixes ?? []].flat().map((fix) => fixNames[readOption('Fix If Possible', fix, fixChoices)]);
	return repairKinds.filter((kind) => chosen.includes(kind));
}

/** The text of the OpenAPI document: the first file that the items bring in the field. */
export async function readDocumentFile(context: IExecuteFunctions, parameter: unknown): Promise<string> {
	const field = typeof parameter === 'string' ? parameter.trim() : '';
	const index = context.getInputData().findIndex(({ binary }) => binary !== undefined && Object.hasOwn(binary, field));
	if (index < 0) {
		throw new TriageError(
			'FIELD_INVALID',
			`'Input Data Field Name' is ${describeValue(parameter)}, and no item has a file there`,
			"Name the field that holds the file, or set 'Document From' to Text",
		);
	}
	const buffer = await context.helpers.getBinaryDataBuffer(index, field);
	return buffer.toString('utf8');
}
