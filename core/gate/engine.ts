import Ajv, { type AnySchema, type ErrorObject, type Format, type Options, type ValidateFunction } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import { replaceKeywords } from './ajvKeywords';
import { ErrorCollector, TooManyErrors } from './errorCollector';
import { formats } from './formats';
import { compilePattern, type Pattern } from './pattern';
import { pointerTo } from './pointer';
import { OutOfSteps, Steps } from './steps';
import type { SchemaDraft } from './types';

/** What a value does not hold; complete unless there was too much of it. */
export interface Errors {
	readonly list: readonly ErrorObject[];
	readonly complete: boolean;
}

/** One compiled schema. */
export interface Engine {
	/** What was compiled, and what it may refer to by address. */
	readonly schema: object | boolean;
	readonly documents: Readonly<Record<string, unknown>>;
	/**
	 * The verdict; stops at what first does not hold. Begins a judgement: what is asked of the same value afterwards shares
	 * its steps. Throws `OutOfSteps`.
	 */
	isValid(value: unknown): boolean;
	/** What the last value did not hold; never empty after a verdict of false. */
	firstErrors(): readonly ErrorObject[];
	/** All that the value does not hold, up to 100,000. Nothing, and not complete, where the steps do not suffice. */
	allErrors(value: unknown): Errors;
	/** What the value does not hold of a part of the schema: an object, or a member of a list. Empty where there is none. */
	errorsAt(part: unknown, member: number | undefined, value: unknown): Errors;
}

/** A schema and the address that its pointers are relative to; `''` for one without `$id`. */
export type SchemaDocument = readonly [address: string, schema: unknown];

const ajvOf = { 'draft-07': Ajv, '2019-09': Ajv2019, '2020-12': Ajv2020 };

/** How a schema is compiled. */
export interface EngineOptions {
	/** Default true. */
	checkFormats?: boolean;
	/** Schemas that references may lead to. */
	documents?: readonly SchemaDocument[];
	/** All that errors can come from; the schema and the documents without it. */
	documentsOf?(ajv: Ajv): readonly SchemaDocument[];
}

function createAjv(draft: SchemaDraft, allErrors: boolean, options: EngineOptions, steps: Steps): Ajv {
	const patterns = new Map<string, Pattern>();
	const regExp = (source: string): Pattern => {
		const known = patterns.get(source) ?? counted(compileOrThrow(source), steps);
		patterns.set(source, known);
		return known;
	};
	const settings: Options = {
		allErrors,
		// Never the option `process`: with it Ajv writes each `$id` into the code, as a comment that an `$id` can end.
		code: { regExp: Object.assign(regExp, { code: 'compilePattern' }) },
		...(options.checkFormats === false ? { validateFormats: false } : { formats: countedFormats(steps) }),
		logger: false,
		messages: false,
		ownProperties: true,
		strict: false,
		// JSON has no NaN; an item in memory may.
		strictNumbers: true,
		// Schemas are checked against their meta-schema before, with an engine that all contracts share.
		validateSchema: false,
	};
	const ajv = new ajvOf[draft](settings);
	replaceKeywords(ajv, draft, steps);
	for (const [address, document] of options.documents ?? []) ajv.addSchema(document as AnySchema, address);
	return Object.assign(ajv, { errorCollector: new ErrorCollector((count) => steps.take(count)) });
}

function compileOrThrow(source: string): Pattern {
	const result = compilePattern(source);
	if ('reason' in result) throw new Error(`The pattern ${source} ${result.reason}`);
	return result.pattern;
}

function counted(pattern: Pattern, steps: Steps): Pattern {
	return { test: steps.reading((text) => pattern.test(text), 1), toString: () => pattern.toString() };
}

/** All formats, taking steps of a judgement. */
function countedFormats(steps: Steps): Record<string, Format> {
	const entries = [...formats].map(([name, format]) => [
		name,
		typeof format === 'function' ? steps.reading(format as (text: string) => boolean, 4) : format,
	]);
	return Object.fromEntries(entries) as Record<string, Format>;
}

/** Address of every object and list in the schemas. */
function addressesOf(documents: readonly SchemaDocument[]): Map<object, string> {
	const addresses = new Map<object, string>();
	const visit = (value: unknown, address: string): void => {
		if (typeof value !== 'object' || value === null) return;
		addresses.set(value, address);
		for (const [key, held] of Object.entries(value)) visit(held, address + fragmentOf(key));
	};
	for (const [address, schema] of documents) visit(schema, `${address}#`);
	return addresses;
}

function fragmentOf(step: string | number): string {
	return `/${encodeURIComponent(pointerTo(String(step).toWellFormed()).slice(1))}`;
}

/** Compiles a schema. Throws what Ajv throws, among it `MissingRefError`. */
export function createEngine(draft: SchemaDraft, schema: object | boolean, options: EngineOptions = {}): Engine {
	const steps = new Steps();
	const validate = createAjv(draft, false, options, steps).compile(schema);
	const documentsOf = options.documentsOf ?? (() => [[idOf(schema), schema], ...(options.documents ?? [])] as const);
	// Most contracts see valid items only, and most invalid items come later.
	let explaining: { ajv: Ajv; validate: ValidateFunction; addresses: Map<object, string> } | undefined;
	const explain = () => {
		if (explaining === undefined) {
			const ajv = createAjv(draft, true, options, steps);
			explaining = { ajv, validate: ajv.compile(schema), addresses: addressesOf(documentsOf(ajv)) };
		}
		return explaining;
	};
	return {
		schema,
		documents: Object.fromEntries(options.documents ?? []),
		isValid: (value) => {
			steps.begin();
			return validate(value);
		},
		firstErrors: () => validate.errors ?? [],
		allErrors: (value) => errorsOf(explain().validate, value),
		errorsAt: (part, member, value) => {
			const { ajv, addresses } = explain();
			const address = addresses.get(part as object);
			if (address === undefined) return noErrors;
			const partial = ajv.getSchema(member === undefined ? address : address + fragmentOf(member));
			return partial === undefined ? noErrors : errorsOf(partial as ValidateFunction, value);
		},
	};
}

const noErrors: Errors = { list: [], complete: true };

function errorsOf(validate: ValidateFunction, value: unknown): Errors {
	try {
		return validate(value) ? noErrors : { list: validate.errors ?? [], complete: true };
	} catch (end) {
		if (end instanceof OutOfSteps) return { list: [], complete: false };
		if (!(end instanceof TooManyErrors)) throw end;
		return { list: end.errors, complete: false };
	}
}

function idOf(schema: object | boolean): string {
	const id = typeof schema === 'object' && '$id' in schema && typeof schema.$id === 'string' ? schema.$id : '';
	return id.replace(/#.*$/s, '');
}
