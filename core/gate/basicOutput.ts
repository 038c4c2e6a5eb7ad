import type { ErrorObject } from 'ajv';

import type { Engine } from './engine';
import { locateKeyword } from './keywordLocation';
import { resolveAddress } from './schemaWalk';

/** One keyword that a value does not hold, as JSON Schema 2020-12 has it in its output format `basic`. */
export interface BasicUnit {
	valid: false;
	/** Way to the keyword from the schema's root, through references. */
	keywordLocation: string;
	/** Address of the keyword, where the schema has an address. */
	absoluteKeywordLocation?: string;
	/** JSON Pointer into the item. */
	instanceLocation: string;
	/** In words. */
	error: string;
}

/** The output format `basic` of JSON Schema 2020-12. Names are those of the standard, not snake_case. */
export interface BasicOutput {
	valid: boolean;
	errors: BasicUnit[];
}

/** Up to `max` errors as units, each place once, ordered by their places in the item and then in the schema. */
export function toBasicUnits(
	errors: readonly ErrorObject[],
	{ schema, documents }: Pick<Engine, 'schema' | 'documents'>,
	inWords: (error: ErrorObject) => string,
	max: number,
): BasicUnit[] {
	const address = typeof schema === 'object' && '$id' in schema ? String(schema.$id) : '';
	const units = errors.slice(0, max).map((error): BasicUnit => {
		const absolute = address === '' ? '' : resolveAddress(error.schemaPath, address);
		return {
			valid: false,
			keywordLocation: locateKeyword(schema, documents, error.schemaPath, error.instancePath),
			...(absolute !== '' && { absoluteKeywordLocation: absolute }),
			instanceLocation: error.instancePath,
			error: inWords(error),
		};
	});
	const byPlace = new Map(units.map((unit) => [`${unit.instanceLocation}\n${unit.keywordLocation}`, unit]));
	return [...byPlace.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, unit]) => unit);
}
