import type { CodeKeywordDefinition, KeywordErrorDefinition, default as Ajv } from 'ajv';
import { _, Name } from 'ajv';
import anyOf from 'ajv/dist/vocabularies/applicator/anyOf';
import contains from 'ajv/dist/vocabularies/applicator/contains';
import ifKeyword from 'ajv/dist/vocabularies/applicator/if';
import not from 'ajv/dist/vocabularies/applicator/not';
import oneOf from 'ajv/dist/vocabularies/applicator/oneOf';
import patternProperties from 'ajv/dist/vocabularies/applicator/patternProperties';
import propertyNames from 'ajv/dist/vocabularies/applicator/propertyNames';
import unevaluatedProperties from 'ajv/dist/vocabularies/unevaluated/unevaluatedProperties';
import { equalityKey } from './equality';
import { countContained, ifHolding, inSomeCases, unevaluatedItems } from './evaluated';
import { boundedly, contextWith, joining, quiet } from './errorCollector';
import { multipleOf } from './multiples';
import { countedly, type Steps, takeSteps } from './steps';
import type { SchemaDraft } from './types';
import { countCharacters } from './values';

/** Ajv wants a message for each keyword; `messages: false` leaves it out of the errors. */
const message = '';

const quietAnyOf = quiet({
	...anyOf,
	error: { message, params: ({ schemaValue }) => _`{schemas: ${schemaValue}}` },
});

const quietOneOf = quiet({
	...oneOf,
	error: {
		message,
		params: ({ schemaValue, params }) => _`{schemas: ${schemaValue}, passingSchemas: ${params.passing}}`,
	},
});

const quietPropertyNames = quiet({
	...propertyNames,
	error: {
		message,
		params: ({ schemaValue, params }) => _`{schemas: ${schemaValue}, propertyName: ${params.propertyName}}`,
	},
});

function withoutInherited(evaluated: object | true | undefined): object | true {
	return evaluated === true ? true : Object.assign(Object.create(null) as object, evaluated);
}

/** Ajv looks evaluated names up in a plain object, which has `toString` and `constructor` without anyone's doing. */
const ownUnevaluatedProperties: CodeKeywordDefinition = {
	...unevaluatedProperties,
	code: (context) => {
		const { gen, it } = context;
		if (it.props instanceof Name) {
			const own = gen.scopeValue('func', { ref: withoutInherited });
			gen.assign(it.props, _`${own}(${it.props})`);
		}
		unevaluatedProperties.code(context);
	},
};

/** Gives the key of a value, see `equalityKey`. */
type KeyOf = (value: unknown) => string;

/** A text of n UTF-16 units has between n / 2 and n characters, so that most lengths are decided without counting. */
const limitLength = (countLength: (text: string) => number): CodeKeywordDefinition => ({
	keyword: ['maxLength', 'minLength'],
	type: 'string',
	schemaType: 'number',
	error: { message, params: ({ schemaCode }) => _`{limit: ${schemaCode}}` },
	code: (context) => {
		const { gen, data, keyword, schema } = context;
		const limit = Number(schema);
		const units = _`${data}.length`;
		const characters = _`${gen.scopeValue('func', { ref: countLength })}(${data})`;
		context.fail(
			keyword === 'maxLength'
				? _`${units} > ${limit} && (${units} > ${2 * limit} || ${characters} > ${limit})`
				: _`${units} < ${2 * limit} && (${units} < ${limit} || ${characters} < ${limit})`,
		);
	},
});

/** Tells whether a value is one of those of a schema. */
function membership(allowed: readonly unknown[], keyOf: KeyOf): (value: unknown) => boolean {
	const isObject = (value: unknown) => typeof value === 'object' && value !== null;
	const scalars = new Set(allowed.filter((value) => !isObject(value)));
	const keys = new Set(allowed.filter(isObject).map(keyOf));
	return (value) => (isObject(value) ? keys.size > 0 && keys.has(keyOf(value)) : scalars.has(value));
}

/** Ajv compares objects by calling their `toString` and `valueOf`, which in an item may be anything. */
function oneOfValues(
	keyword: 'const' | 'enum',
	error: KeywordErrorDefinition,
): (keyOf: KeyOf) => CodeKeywordDefinition {
	return (keyOf) => ({
		keyword,
		error,
		code: (context) => {
			const { gen, data, schema } = context;
			const isAllowed = membership(keyword === 'enum' ? (schema as unknown[]) : [schema], keyOf);
			context.pass(_`${gen.scopeValue('func', { ref: isAllowed })}(${data})`);
		},
	});
}

const constant = oneOfValues('const', { message, params: ({ schemaCode }) => _`{allowedValue: ${schemaCode}}` });
const choice = oneOfValues('enum', { message, params: ({ schemaCode }) => _`{allowedValues: ${schemaCode}}` });

/** Ajv writes evaluated names down in an object that is not there when the only branch that makes it does not fit. */
const safePatternProperties: CodeKeywordDefinition = {
	...patternProperties,
	code: (context) => {
		const { gen, it } = context;
		if (it.props instanceof Name) gen.assign(it.props, _`${it.props} || {}`);
		patternProperties.code(context);
	},
};

/** The first two equal entries, in the order of the second; null when all differ. */
function findRepeated(list: readonly unknown[], keyOf: KeyOf): [number, number] | null {
	const seen = new Map<string, number>();
	for (const [index, entry] of list.entries()) {
		const key = keyOf(entry);
		const first = seen.get(key);
		if (first !== undefined) return [first, index];
		seen.set(key, index);
	}
	return null;
}

/** Ajv compares each entry with each other, which takes quadratic time. */
const uniqueItems = (keyOf: KeyOf): CodeKeywordDefinition => ({
	keyword: 'uniqueItems',
	type: 'array',
	schemaType: 'boolean',
	error: { message, params: ({ params }) => _`{i: ${params.repeated}[0], j: ${params.repeated}[1]}` },
	code: (context) => {
		if (context.schema !== true) return;
		const { gen, data } = context;
		const find = gen.scopeValue('func', { ref: (list: readonly unknown[]) => findRepeated(list, keyOf) });
		const repeated = gen.const('repeated', _`${find}(${data})`);
		context.setParams({ repeated });
		context.fail(_`${repeated} !== null`);
	},
});

/** Keywords that look at the members of a value one after the other. */
const perMember = [
	...['additionalItems', 'items', 'unevaluatedItems'],
	...['additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'],
];
const references = ['$ref', '$dynamicRef', '$recursiveRef'];

type Code = CodeKeywordDefinition['code'];

/** Changes how keywords generate code, without changing their order. */
function decorate(ajv: Ajv, keywords: readonly string[], change: (code: Code) => Code): void {
	for (const keyword of keywords) {
		const definition = ajv.getKeyword(keyword);
		if (typeof definition === 'object' && 'code' in definition) definition.code = change(definition.code);
	}
}

/** Ajv leaves out all keywords that follow when there was no member to be refused. */
const unlessRefused =
	(code: Code): Code =>
	(context) =>
		code(contextWith(context, { ok: (valid) => context.ok(_`${valid} !== false`) }));

/** Replaces keywords of Ajv by ones with the same verdicts in linear time and bounded memory. */
export function replaceKeywords(ajv: Ajv, draft: SchemaDraft, steps: Steps): void {
	// Unknown keywords, where they are allowed, check nothing. Ajv refuses the first and obeys the others in every draft.
	const foreign = draft === '2019-09' ? ['id'] : ['id', '$recursiveAnchor', '$recursiveRef'];
	for (const keyword of foreign) ajv.removeKeyword(keyword);
	// `contains` goes before `uniqueItems`, and `unevaluatedProperties` after all that evaluate.
	const applicators = [
		quiet({ ...contains, code: countContained }),
		quietAnyOf,
		quietOneOf,
		quietPropertyNames,
		quiet(ifKeyword),
		quiet(not),
	];
	const keyOf = (value: unknown) => {
		const key = equalityKey(value);
		steps.take(key.length / 4);
		return key;
	};
	const replacements = [
		...applicators,
		safePatternProperties,
		constant(keyOf),
		choice(keyOf),
		multipleOf,
		uniqueItems(keyOf),
		limitLength(steps.reading(countCharacters, 32)),
	];
	if (ajv.getKeyword('unevaluatedProperties')) replacements.push(ownUnevaluatedProperties);
	for (const definition of replacements) {
		for (const keyword of [definition.keyword].flat()) ajv.removeKeyword(keyword);
		ajv.addKeyword(definition);
	}
	decorate(ajv, ['items', 'prefixItems', 'propertyNames'], unlessRefused);
	decorate(ajv, ['unevaluatedItems'], () => unevaluatedItems(draft === '2020-12'));
	decorate(ajv, ['if'], ifHolding);
	decorate(ajv, ['anyOf', 'oneOf', 'if', 'dependentSchemas', 'dependencies'], inSomeCases);
	decorate(ajv, ['contains', ...perMember], (code) => (context) => code(countedly(context, steps)));
	decorate(ajv, perMember, (code) => (context) => code(boundedly(context)));
	decorate(ajv, references, (code) => (context) => {
		takeSteps(context, steps, 'reference');
		joining(context, code);
	});
}
