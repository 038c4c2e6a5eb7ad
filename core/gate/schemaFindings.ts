import { MissingRefError } from 'ajv';
import { createEngine, type Engine, type EngineOptions } from './engine';
import { draftOfUri, draftUris } from './keywords';
import { findMetaFindings } from './metaSchema';
import { Normalizer } from './normalize';
import { pointerTo } from './pointer';
import { type Reference, resolveAddress, SchemaWalk } from './schemaWalk';
import { maxSteps, OutOfSteps } from './steps';
import { nearestWord } from './suggest';
import type { ContractFinding, JsonSchemaContract, SchemaDraft } from './types';
import { shorten } from './values';

/** References that are looked for one after the other; each costs a compilation. */
const maxMissingReferences = 50;
/** A value of each type: a schema that refers to itself without an end shows with one of them. */
const probes: readonly unknown[] = [null, true, 0, '', [], {}];

/** A schema that can be run, or all that is wrong with it. */
export type CompiledSchema = { engine: Engine; warnings: ContractFinding[] } | { findings: ContractFinding[] };

type Compiled = { engine: Engine } | { findings: ContractFinding[] };

/** A schema that leads back to itself without going further into the item. */
export const endless: ContractFinding = {
	pointer: '',
	message: 'The contract refers to itself without an end',
	fix: 'Let each $ref that leads back to its own schema go through a field or an entry',
};

/** A schema on which the compiler's stack runs out: with an end or without, it cannot tell. */
const tooLarge: ContractFinding = {
	pointer: '',
	message: 'The contract is too large to be compiled, or refers to itself without an end',
	fix: 'Let each $ref that leads back to its own schema go through a field or an entry, and split what has thousands of fields or references in a row',
};

/** A schema whose references multiply in one place, whatever the item. */
const tooManySteps: ContractFinding = {
	pointer: '',
	message: `The contract takes more than ${maxSteps.toLocaleString('en')} steps for an item without any content`,
	fix: 'Let the contract refer to each schema once in one place instead of several times',
};

/** The draft of a schema; that of its own meta-schema where it was handed in together with it. */
function draftOf({
	schema,
	draft,
	documents = {},
}: Omit<JsonSchemaContract, 'id' | 'kind'>): SchemaDraft | ContractFinding {
	const uri = typeof schema === 'object' && schema !== null && '$schema' in schema ? schema.$schema : undefined;
	if (uri === undefined) return draft ?? '2020-12';
	const named = typeof uri === 'string' ? draftOfUri(uri) : undefined;
	if (named !== undefined) return named;
	if (typeof uri === 'string' && Object.hasOwn(documents, uri)) return draftOf({ schema: documents[uri] });
	const message = `$schema is ${shorten(JSON.stringify(uri))} but must be ${Object.values(draftUris).join(' or ')}`;
	return { pointer: '/$schema', message, fix: 'Write the schema in one of these drafts' };
}

function missingReference({ pointer, reference }: Reference, schema: unknown): ContractFinding {
	const name = `The reference '${shorten(reference)}'`;
	if (!reference.startsWith('#')) {
		const fix = 'Copy the schema under $defs and refer to it as #/$defs/name';
		return { pointer, message: `${name} is not in the schema, and other schemas are never fetched`, fix };
	}
	const meant = nearestWord(reference, definitionsOf(schema));
	return {
		pointer,
		message: `${name} leads to nothing in the schema${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
		fix: meant === undefined ? 'Correct the reference, or add what it leads to' : `Write '${meant}'`,
	};
}

function definitionsOf(schema: unknown): string[] {
	return ['$defs', 'definitions'].flatMap((keyword) => {
		const held = (schema as Record<string, unknown>)[keyword];
		return typeof held === 'object' && held !== null ? Object.keys(held).map((name) => `#/${keyword}/${name}`) : [];
	});
}

function isMissing({ reference, base }: Reference, missing: string): boolean {
	const plain = (address: string) => address.replace(/#$/, '');
	return [reference, resolveAddress(reference, base)].some((address) => plain(address) === plain(missing));
}

/** A copy of the schema without the keywords at the pointers. */
function withoutPlaces(schema: object | boolean, pointers: ReadonlySet<string>): object | boolean {
	const copy = (value: unknown, pointer: string): unknown => {
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((entry, index) => copy(entry, pointer + pointerTo(index)));
		const kept = Object.entries(value).filter(([key]) => !pointers.has(pointer + pointerTo(key)));
		return Object.fromEntries(kept.map(([key, held]) => [key, copy(held, pointer + pointerTo(key))]));
	};
	return copy(schema, '') as object | boolean;
}

function cannotCompile(refusal: unknown): ContractFinding {
	if (refusal instanceof RangeError) return tooLarge;
	const reason = refusal instanceof Error ? refusal.message : String(refusal);
	return {
		pointer: '',
		message: `The schema cannot be compiled: ${shorten(reason, 200)}`,
		fix: 'Correct the schema at the place that is named',
	};
}

/** Compiles the schema; of the references that lead nowhere it finds all, where Ajv stops at the first. */
function compile(
	schema: object | boolean,
	draft: SchemaDraft,
	{ references, findings: known }: SchemaWalk,
	options: EngineOptions,
	normalizer: Normalizer,
): Compiled {
	const findings: ContractFinding[] = [];
	const removed = new Set(known.map(({ pointer }) => pointer));
	for (let round = 0; round < maxMissingReferences; round++) {
		try {
			const present = removed.size === 0 ? schema : withoutPlaces(schema, removed);
			const engine = createEngine(draft, normalizer.normalize(present), options);
			return findings.length > 0 ? { findings } : { engine };
		} catch (refusal) {
			if (!(refusal instanceof MissingRefError)) return { findings: [...findings, cannotCompile(refusal)] };
			const { missingRef } = refusal;
			const missing = references.filter((one) => !removed.has(one.pointer) && isMissing(one, missingRef));
			if (missing.length === 0) {
				const unplaced = { pointer: '', reference: missingRef, base: '' };
				return { findings: [...findings, missingReference(unplaced, schema)] };
			}
			for (const reference of missing) {
				removed.add(reference.pointer);
				findings.push(missingReference(reference, schema));
			}
		}
	}
	return { findings };
}

function probe(engine: Engine): ContractFinding[] {
	try {
		for (const value of probes) engine.isValid(value);
		return [];
	} catch (refusal) {
		if (refusal instanceof RangeError) return [endless];
		if (refusal instanceof OutOfSteps) return [tooManySteps];
		throw refusal;
	}
}

/** A meta-schema of somebody's own says which keywords hold; here all keywords of its draft do. */
function ownMetaSchema(schema: object | boolean): ContractFinding[] {
	const uri = typeof schema === 'object' && '$schema' in schema ? schema.$schema : undefined;
	if (typeof uri !== 'string' || draftOfUri(uri) !== undefined) return [];
	const message = 'The vocabularies of its own meta-schema are not looked at: all keywords of the draft are checked';
	return [{ pointer: '/$schema', message, fix: 'Name the draft itself in $schema' }];
}

/** Compiles a JSON Schema, or finds all that is wrong with it. */
export function compileSchema(contract: JsonSchemaContract): CompiledSchema {
	const schema = contract.schema as object | boolean;
	const draft = draftOf(contract);
	if (typeof draft !== 'string') return { findings: [draft] };

	// What no meta-schema allows cannot be compiled at all; what only has findings is compiled without them.
	const metaFindings = findMetaFindings(schema, draft);
	const allowUnknown = contract.unknown_keywords === 'allow';
	const documents = Object.entries(contract.documents ?? {});
	const normalizer = new Normalizer(draft, [schema, ...documents.map(([, document]) => document)]);
	const walking = { draft, allowUnknown, isPlain: (reference: string) => normalizer.isPlain(reference) };
	const walk = new SchemaWalk(schema, walking);
	const others = documents.map(([address, document]) => new SchemaWalk(document, { ...walking, address }));
	const found = [walk, ...others].flatMap(({ findings }) => findings);
	if (metaFindings.length > 0) return { findings: [...metaFindings, ...found] };
	const options = {
		checkFormats: contract.formats !== 'ignore',
		documents: documents.map(([address, document]) => [address, normalizer.normalize(document)] as const),
	};
	const compiled = compile(schema, draft, walk, options, normalizer);
	const late = 'findings' in compiled ? compiled.findings : probe(compiled.engine);
	const findings = [...found, ...late];
	if (findings.length > 0 || 'findings' in compiled) return { findings };
	return {
		...compiled,
		warnings: [...ownMetaSchema(schema), ...[walk, ...others].flatMap(({ warnings }) => warnings)],
	};
}
