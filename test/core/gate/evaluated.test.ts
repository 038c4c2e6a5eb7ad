import fc from 'fast-check';
import { compileContract } from '../../../core/gate';

type Schema = boolean | Record<string, unknown>;
interface Outcome {
	valid: boolean;
	/** Entries and fields that were evaluated. */
	seen: ReadonlySet<string>;
}

const valid = (...seen: readonly string[]): Outcome => ({ valid: true, seen: new Set(seen) });
const invalid: Outcome = { valid: false, seen: new Set() };
const all = (outcomes: readonly Outcome[]): Outcome =>
	outcomes.every((one) => one.valid) ? valid(...outcomes.flatMap(({ seen }) => [...seen])) : invalid;

/** JSON Schema 2020-12 word by word, for the keywords of these tests. */
function evaluate(schema: Schema, value: unknown): Outcome {
	if (typeof schema === 'boolean') return schema ? valid() : invalid;
	const get = (keyword: string) => schema[keyword] as Schema | undefined;
	const list = (keyword: string) => (schema[keyword] ?? []) as Schema[];
	const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
	const outcomes: Outcome[] = list('allOf').map((one) => evaluate(one, value));
	const only = (tried: readonly Outcome[], fits: (count: number) => boolean) => {
		const passed = tried.filter((one) => one.valid);
		outcomes.push(fits(passed.length) ? all(passed) : invalid);
	};
	const { const: constant } = schema;
	if (constant !== undefined && constant !== value) return invalid;
	if (schema.anyOf)
		only(
			list('anyOf').map((one) => evaluate(one, value)),
			(count) => count > 0,
		);
	if (schema.oneOf)
		only(
			list('oneOf').map((one) => evaluate(one, value)),
			(count) => count === 1,
		);
	if (schema.not !== undefined) outcomes.push(evaluate(get('not')!, value).valid ? invalid : valid());
	if (schema.if !== undefined) {
		const condition = evaluate(get('if')!, value);
		outcomes.push(condition.valid ? condition : valid());
		outcomes.push(evaluate(get(condition.valid ? 'then' : 'else') ?? true, value));
	}
	const apply = (keyword: string, chosen: Array<[string, unknown]>) => {
		const held = chosen.every(([, one]) => evaluate(get(keyword)!, one).valid);
		outcomes.push(held ? valid(...chosen.map(([key]) => key)) : invalid);
	};
	if (Array.isArray(value)) {
		const prefix = list('prefixItems').slice(0, value.length);
		outcomes.push(...prefix.map((one, index) => (evaluate(one, value[index]).valid ? valid(String(index)) : invalid)));
		if (schema.items !== undefined) apply('items', members.slice(prefix.length));
		if (schema.contains !== undefined) {
			const matched = members.filter(([, one]) => evaluate(get('contains')!, one).valid);
			const enough = matched.length >= Number(schema.minContains ?? 1);
			outcomes.push(enough ? valid(...matched.map(([key]) => key)) : invalid);
		}
	} else if (typeof value === 'object' && value !== null) {
		const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
		for (const [name, one] of properties) {
			const member = members.find(([key]) => key === name);
			if (member) outcomes.push(evaluate(one, member[1]).valid ? valid(name) : invalid);
		}
		if (schema.required)
			outcomes.push(list('required').every((name) => Object.hasOwn(value, String(name))) ? valid() : invalid);
	}
	const soFar = all(outcomes);
	const rest = Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties';
	if (!soFar.valid || schema[rest] === undefined) return soFar;
	apply(
		rest,
		members.filter(([key]) => !soFar.seen.has(key)),
	);
	return all(outcomes);
}

const scalar = fc.constantFrom(1, 2, 'a');
const key = fc.constantFrom('a', 'b', 'c');
const item = fc.oneof(
	fc.array(fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), { maxLength: 4 }),
	fc.dictionary(key, scalar, { maxKeys: 3, noNullPrototype: true }),
);

const schema = fc.letrec<{ schema: Schema }>((tie) => {
	const inner = tie('schema');
	const some = fc.array(inner, { minLength: 1, maxLength: 3 });
	const keywords = {
		const: scalar,
		prefixItems: some,
		items: inner,
		contains: inner,
		minContains: fc.constantFrom(0, 1, 2),
		properties: fc.dictionary(key, inner, { maxKeys: 2, noNullPrototype: true }),
		required: fc.uniqueArray(key, { minLength: 1, maxLength: 2 }),
		allOf: some,
		anyOf: some,
		oneOf: some,
		not: inner,
		if: inner,
		then: inner,
		else: inner,
		unevaluatedItems: inner,
		unevaluatedProperties: inner,
	};
	const object = fc
		.uniqueArray(fc.constantFrom(...(Object.keys(keywords) as (keyof typeof keywords)[])), { maxLength: 4 })
		.chain((chosen) => fc.record(Object.fromEntries(chosen.map((keyword) => [keyword, keywords[keyword]]))));
	return { schema: fc.oneof({ maxDepth: 3, depthIdentifier: 'schema' }, fc.boolean(), object) as fc.Arbitrary<Schema> };
}).schema;

describe('what counts as evaluated', () => {
	it('is what JSON Schema 2020-12 says', () => {
		const rests = ['unevaluatedItems', 'unevaluatedProperties'];
		const root = fc
			.tuple(schema, fc.constantFrom<Schema>(false, { const: 1 }))
			.map(([one, rest]) => ({ allOf: [one], ...Object.fromEntries(rests.map((keyword) => [keyword, rest])) }));
		fc.assert(
			fc.property(root, fc.array(item, { minLength: 5, maxLength: 5 }), (one, items) => {
				const { check } = compileContract({ id: 'evaluated', kind: 'json_schema', schema: one });
				for (const value of items) {
					const { valid: isValid, problems } = check(value);
					expect([value, isValid]).toEqual([value, evaluate(one, value).valid]);
					expect(problems.length > 0).toBe(!isValid);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	it.each([
		['2019-09', [1, 2], false],
		['2019-09', [1], false],
		['2020-12', [1, 2], false],
		['2020-12', [1, 1], true],
	] as const)('in %s, contains beside %j: valid is %s', (draft, value, isValid) => {
		const contract = {
			id: 'evaluated',
			kind: 'json_schema',
			draft,
			schema: { contains: { const: 1 }, unevaluatedItems: false },
		} as const;
		expect(compileContract(contract).check(value).valid).toBe(isValid);
	});

	it.each([
		['2020-12', { prefixItems: [{ const: 1 }], contains: {} }],
		['2019-09', { items: [{ const: 1 }], contains: {} }],
	] as const)('in %s, keywords after %j count for a list without entries', (draft, schema) => {
		expect(compileContract({ id: 'evaluated', kind: 'json_schema', draft, schema }).check([]).valid).toBe(false);
	});

	it.each([
		[[[1], []], ['/1']],
		[[[], [1]], ['/0']],
		[
			[[1], ['a'], [], ['a', 1]],
			['/1', '/2'],
		],
	])('contains is judged list by list: %j has problems at %j', (value, pointers) => {
		for (const limits of [{}, { minContains: 1, maxContains: 1 }]) {
			const schema = { items: { contains: { type: 'number' }, ...limits } };
			const { problems } = compileContract({ id: 'lists', kind: 'json_schema', schema }).check(value);
			expect(problems.map(({ pointer }) => pointer)).toEqual(pointers);
		}
	});

	it.each([[{}], [{ then: true }], [{ then: {}, else: true }], [{ else: false }]])(
		'what "if" evaluates counts beside %j',
		(branches) => {
			const schema = {
				if: { properties: { a: { const: 1 } } },
				...branches,
				unevaluatedProperties: false,
			};
			const { check } = compileContract({ id: 'evaluated', kind: 'json_schema', schema });
			expect(check({ a: 1 }).valid).toBe(true);
			expect(check({ a: 2 }).valid).toBe(false);
			expect(check({ a: 1, b: 1 }).valid).toBe(false);
		},
	);

	it('is told by entry', () => {
		const schema = { $ref: '#/$defs/list', unevaluatedItems: false, $defs: { list: { contains: { const: 1 } } } };
		const { problems } = compileContract({ id: 'evaluated', kind: 'json_schema', schema }).check([2, 1, 3]);
		expect(problems.map(({ pointer }) => pointer)).toEqual(['/0', '/2']);
	});
});
