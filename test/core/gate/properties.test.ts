import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { compileContract } from '../../../core/gate';

const name = fc.constantFrom('a', 'b', 'c', 'd e');
const small = fc.integer({ min: 0, max: 3 });
const scalar = fc.oneof(fc.constantFrom(null, true, false, '', 'a', 'ab', '5', '👍'), fc.integer({ min: -2, max: 3 }));

const item = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3, depthIdentifier: 'item' },
		scalar,
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
	),
})).value;

const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'object', 'array', 'null');
const schema = fc.letrec((tie) => {
	const inner = tie('schema');
	const some = fc.array(inner, { minLength: 1, maxLength: 2 });
	const keywords = {
		type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
		enum: fc.array(scalar, { minLength: 1, maxLength: 3 }),
		const: scalar,
		required: fc.uniqueArray(name, { maxLength: 2 }),
		properties: fc.dictionary(name, inner, { maxKeys: 3, noNullPrototype: true }),
		patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$', '.'), inner, { maxKeys: 2 }),
		additionalProperties: inner,
		propertyNames: inner,
		dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 1 }),
		items: inner,
		prefixItems: some,
		contains: inner,
		minContains: small,
		maxContains: small,
		minItems: small,
		maxItems: small,
		uniqueItems: fc.boolean(),
		minLength: small,
		maxLength: small,
		pattern: fc.constantFrom('^a', '\\d', '^.$', '\\S'),
		format: fc.constantFrom('email', 'date', 'uuid', 'int32'),
		minimum: small,
		exclusiveMaximum: small,
		multipleOf: fc.constantFrom(1, 2),
		minProperties: small,
		maxProperties: small,
		allOf: some,
		anyOf: some,
		oneOf: some,
		not: inner,
		if: inner,
		then: inner,
		else: inner,
		unevaluatedItems: inner,
		unevaluatedProperties: inner,
		$ref: fc.constantFrom('#/$defs/leaf', '#/$defs/tree'),
	};
	const object = fc
		.uniqueArray(fc.constantFrom(...(Object.keys(keywords) as (keyof typeof keywords)[])), { maxLength: 4 })
		.chain((chosen) => fc.record(Object.fromEntries(chosen.map((keyword) => [keyword, keywords[keyword]]))));
	return { schema: fc.oneof({ maxDepth: 2, depthIdentifier: 'schema' }, fc.boolean(), object) };
}).schema as fc.Arbitrary<object | boolean>;

const $defs = {
	leaf: { type: ['string', 'object'], minLength: 1 },
	tree: { type: 'object', additionalProperties: { $ref: '#/$defs/tree' } },
};
const root = schema.map((one) => ({ allOf: [one], $defs }));
const numRuns = 300;

function freeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
	return value;
}

/** Ajv's own verdict; none where Ajv cannot write down which properties a union evaluated. */
function verdictOf(validate: (value: unknown) => boolean, value: unknown): boolean | undefined {
	try {
		return validate(value);
	} catch {
		return undefined;
	}
}

const compile = (one: object) => compileContract({ id: 'p', kind: 'json_schema', schema: one });

describe('for any schema and item', () => {
	it('the verdict is that of Ajv', () => {
		fc.assert(
			fc.property(root, fc.array(item, { minLength: 1, maxLength: 5 }), (one, items) => {
				// What is unevaluated Ajv judges otherwise than the draft; evaluated.test.ts holds it to the draft's words.
				fc.pre(!JSON.stringify(one).includes('unevaluated'));
				// Without all errors Ajv leaves out what follows `prefixItems` for a list without entries.
				const ajv = new Ajv2020({ strict: false, ownProperties: true, logger: false, allErrors: true });
				addFormats(ajv);
				const validate = ajv.compile(one);
				const compiled = compile(one);
				for (const value of items) {
					const { valid, problems } = compiled.check(value);
					expect(valid).toBe(verdictOf(validate, value) ?? valid);
					expect(problems.length > 0).toBe(!valid);
				}
			}),
			{ numRuns },
		);
	});

	it('the item stays as it was', () => {
		fc.assert(
			fc.property(root, item, (one, value) => {
				const text = JSON.stringify(value);
				compile(one).check(freeze(value));
				expect(JSON.stringify(value)).toBe(text);
			}),
			{ numRuns },
		);
	});

	it('problems are ordered, each once, and the same on every run', () => {
		fc.assert(
			fc.property(root, item, (one, value) => {
				const compiled = compile(one);
				const { problems } = compiled.check(value);
				const order = problems.map(({ pointer, keyword, message }) => [pointer, keyword, message].join('\u0000'));
				expect(order).toEqual([...new Set(order)].sort());
				expect(compiled.check(structuredClone(value)).problems).toEqual(problems);
				expect(compile(structuredClone(one)).check(value).problems).toEqual(problems);
			}),
			{ numRuns },
		);
	});

	it('every problem is in words', () => {
		fc.assert(
			fc.property(root, item, (one, value) => {
				for (const problem of compile(one).check(value).problems) {
					expect(problem.message + problem.fix).not.toMatch(/undefined|NaN|\[object|\bmeet the rule\b/);
					expect(problem.message).toMatch(/^\S.*\S$/s);
				}
			}),
			{ numRuns },
		);
	});
});
