import { TriageError } from '../../../core/errors';
import { compileContract } from '../../../core/gate';

const schemaContract = (schema: unknown) => compileContract({ id: 'hostile', kind: 'json_schema', schema });

/** Generous for a busy machine, and far below what quadratic work would take. */
const soon = 20_000;

function nested(depth: number, inner: unknown): unknown {
	let value = inner;
	for (let level = 0; level < depth; level++) value = { a: value };
	return value;
}

describe('an item that means harm', () => {
	it('with 50,000 problems has its first 100 told', () => {
		const list = Array.from({ length: 50_000 }, () => 1);
		const result = schemaContract({ items: { type: 'string' } }).check(list);
		expect(result).toMatchObject({ valid: false, truncated: true });
		expect(result.problems).toHaveLength(100);
		expect(result.problems[1]).toMatchObject({ pointer: '/1', message: '[1] is the number 1 but must be text' });
	});

	it('has as many problems told as asked for', () => {
		const compiled = schemaContract({ items: { type: 'string' } });
		const check = (length: number, max: number) => compiled.check(Array(length).fill(1), { max_problems: max });
		expect(check(5, 5)).toMatchObject({ truncated: false, problems: { length: 5 } });
		expect(check(6, 5)).toMatchObject({ truncated: true, problems: { length: 5 } });
		expect(check(120_000, 200_000).truncated).toBe(true);
	});

	it('with a million wrong entries behind a reference takes neither all time nor all memory', () => {
		const required = Array.from({ length: 100 }, (_, index) => `field${index}`);
		const entry = { type: 'object', required, properties: { inner: { $ref: '#/$defs/entry' } } };
		const compiled = schemaContract({ items: { $ref: '#/$defs/entry' }, $defs: { entry } });
		const list = Array.from({ length: 1_000_000 }, () => ({}));
		const started = performance.now();
		const result = compiled.check(list);
		expect(result.problems).toHaveLength(100);
		expect(result.problems[0]).toMatchObject({ message: '[0].field0 is missing' });
		expect(performance.now() - started).toBeLessThan(soon);
	});

	it.each([
		['contains', { contains: { $ref: '#/$defs/entry' } }],
		['anyOf', { items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/entry' }] } }],
		['oneOf', { items: { oneOf: [{ type: 'string' }, { $ref: '#/$defs/entry' }] } }],
		['not', { items: { not: { not: { $ref: '#/$defs/entry' } } } }],
		['if', { items: { if: { $ref: '#/$defs/entry' }, then: true, else: false } }],
		['uniqueItems', { uniqueItems: true, contains: { const: 1 } }],
	])('with a long list under %s takes linear time', (_, keywords) => {
		const entry = { type: 'object', required: ['a', 'b'], properties: { a: { $ref: '#/$defs/entry' } } };
		const compiled = schemaContract({ ...keywords, $defs: { entry } });
		const list = Array.from({ length: 300_000 }, (_entry, index) => ({ index }));
		const started = performance.now();
		expect(compiled.check(list).valid).toBe(false);
		expect(performance.now() - started).toBeLessThan(soon);
	});

	it('of ten million characters is checked by format, pattern and length', () => {
		const compiled = schemaContract({
			properties: {
				email: { format: 'email' },
				length: { maxLength: 10 },
				pattern: { pattern: '^(a+)+$' },
				pointer: { format: 'json-pointer' },
				uri: { format: 'uri' },
				url: { format: 'url' },
			},
		});
		const size = 10_000_000;
		const { problems } = compiled.check({
			email: 'a.'.repeat(size / 2),
			length: 'x'.repeat(size),
			pattern: `${'a'.repeat(size)}!`,
			pointer: '/a'.repeat(size / 2),
			uri: `a:${'/'.repeat(size)}`,
			url: `http://${':'.repeat(size)}`,
		});
		expect(problems.map(({ pointer }) => pointer)).toEqual([
			'/email',
			'/length',
			'/pattern',
			'/pointer',
			'/uri',
			'/url',
		]);
		expect(JSON.stringify(problems).length).toBeLessThan(5000);
	});

	it('with a huge name has it shortened in the message', () => {
		const name = `x${'👍'.repeat(100_000)}`;
		const [problem] = schemaContract({ additionalProperties: { type: 'string' } }).check({ [name]: 1 }).problems;
		expect(problem?.pointer).toBe(`/${name}`);
		expect(problem?.message.length).toBeLessThan(250);
		expect(problem?.message.isWellFormed()).toBe(true);
	});

	it('nested 1,000 levels deep is checked to the bottom', () => {
		const compiled = schemaContract({ type: 'object', properties: { a: { $ref: '#' } } });
		expect(compiled.check(nested(1000, {})).valid).toBe(true);
		expect(compiled.check(nested(1000, 5)).problems).toMatchObject([{ pointer: '/a'.repeat(1000), keyword: 'type' }]);
	});

	it('nested too deep for the stack is invalid', () => {
		const schemas = [{ properties: { a: { $ref: '#' } } }, { uniqueItems: true }, { const: [1] }];
		const deep = nested(100_000, 5);
		for (const schema of schemas) {
			const result = schemaContract(schema).check(schema.properties ? deep : [deep, deep]);
			expect(result.valid).toBe(false);
		}
		expect(schemaContract({ properties: { a: { $ref: '#' } } }).check(deep).problems).toEqual([
			{
				pointer: '',
				keyword: 'nesting',
				label: 'unknown',
				message: 'The item is nested 100000 levels deep, which is too deep to be checked',
				fix: 'Send the inner parts of the item on their own',
				params: { depth: 100_000 },
			},
		]);
	});

	it('that holds itself is invalid', () => {
		const item: Record<string, unknown> = {};
		item.a = item;
		const compiled = schemaContract({ properties: { a: { $ref: '#' } } });
		expect(compiled.check(item).problems).toMatchObject([{ keyword: 'nesting' }]);
	});

	it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('with a field %s has nothing hidden', (name) => {
		const item = JSON.parse(`{"${name}": {"a": 1}, "ok": 1}`) as object;
		const text = JSON.stringify(item);
		const schemas = [
			{ properties: { ok: true }, additionalProperties: false },
			{ anyOf: [{ properties: { ok: true } }, { patternProperties: { '^ok$': true } }], unevaluatedProperties: false },
			{ propertyNames: { const: 'ok' } },
			{ maxProperties: 1 },
			{ not: { required: [name] } },
		];
		for (const schema of schemas) expect([schema, schemaContract(schema).check(item).valid]).toEqual([schema, false]);
		expect(schemaContract({ required: [name] }).check({}).valid).toBe(false);
		expect(JSON.stringify(item)).toBe(text);
	});

	it('with fields that a comparison might call is compared all the same', () => {
		const wanted = { toString: null, valueOf: 1, constructor: 'x' };
		for (const schema of [{ const: wanted }, { enum: [wanted, 5] }]) {
			const compiled = schemaContract(schema);
			expect(compiled.check({ ...wanted }).valid).toBe(true);
			expect(compiled.check({ ...wanted, valueOf: 2 }).valid).toBe(false);
			expect(compiled.check({ toString: null }).valid).toBe(false);
		}
		const { problems } = schemaContract({ uniqueItems: true }).check([wanted, { toString: null }, { ...wanted }]);
		expect(problems).toMatchObject([{ params: { i: 0, j: 2 } }]);
	});

	it('with halves of surrogate pairs is checked and named', () => {
		const compiled = schemaContract({ additionalProperties: { maxLength: 1, pattern: '^[^x]$' } });
		expect(compiled.check({ '\ud800': '\udfff', 'a\udc00': '👍' }).valid).toBe(true);
		const { problems } = compiled.check({ '\ud800': '\udfff\udfff' });
		expect(problems).toMatchObject([
			{ pointer: '/\ud800', keyword: 'maxLength', message: '["\\ud800"] has 2 characters but may have at most 1' },
			{ keyword: 'pattern', found: '"\\udfff\\udfff"' },
		]);
	});

	it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, 5n, Symbol('x'), () => 1, new Date(0)])(
		'that is no JSON, %p, gets an answer',
		(value) => {
			const compiled = schemaContract({ properties: { a: { type: 'number' } }, required: ['a'] });
			expect(compiled.check({ a: value }).valid).toBe(false);
		},
	);
});

describe('a contract that means harm', () => {
	it('by referring to itself in a place that only some items reach is refused when one does', () => {
		const compiled = schemaContract({ dependentSchemas: { a: { $ref: '#' } } });
		expect(compiled.check({ b: 1 }).valid).toBe(true);
		expect(() => compiled.check({ a: 1 })).toThrow(TriageError);
		expect(() => compiled.check({ a: 1 })).toThrow(
			"The contract 'hostile' cannot be used: The contract refers to itself without an end",
		);
	});

	it('by unions in unions is told in one sentence at some depth', () => {
		const node = { anyOf: [{ $ref: '#/$defs/branch' }, { $ref: '#/$defs/branch' }, { type: 'string' }] };
		const branch = { type: 'object', required: ['next'], properties: { next: node } };
		const compiled = schemaContract({ ...node, $defs: { branch } });
		let item: unknown = 5;
		for (let level = 0; level < 12; level++) item = { next: item };
		expect(compiled.check(item).problems).toHaveLength(1);
	});

	it.each([
		['twice in each level', { allOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }] }],
		['twice in each level, in a try', { oneOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }] }],
	])('by referring to itself %s has a judgement that ends', (_, twice) => {
		const field = { type: ['object', 'null'], properties: { a: { $ref: '#' } } };
		const compiled = schemaContract({ ...twice, $defs: { a: field, b: { ...field, title: 'b' } } });
		const keywordsOf = (depth: number) => compiled.check(nested(depth, null)).problems.map(({ keyword }) => keyword);
		expect(keywordsOf(5)).not.toContain('steps');
		const deep = nested(60, null);
		const { problems } = compiled.check(deep);
		expect(problems).toEqual([
			{
				pointer: '',
				keyword: 'steps',
				label: 'unknown',
				message: "The item takes more than 50,000,000 steps to be checked by the contract 'hostile'",
				fix: 'Send a smaller item, or let the contract lead to each part of an item once instead of several times',
				params: { steps: 50_000_000 },
			},
		]);
		expect(compiled.checkBasic(deep)).toMatchObject({ valid: false, errors: [{ error: problems[0]?.message }] });
		// The next item has steps of its own.
		expect(keywordsOf(5)).not.toContain('steps');
	});

	it('by referring to itself twice has the first problem told where there are no steps to find all', () => {
		const field = { type: 'object', properties: { a: { $ref: '#' } } };
		const compiled = schemaContract({
			allOf: ['a', 'b'].map((name) => ({ $ref: `#/$defs/${name}` })),
			$defs: { a: field, b: field },
		});
		expect(compiled.check(nested(60, 5))).toMatchObject({
			truncated: true,
			problems: [{ pointer: '/a'.repeat(60), keyword: 'type' }],
		});
	});

	/** A schema that refers to the last one 2 ** `levels` times in one place. */
	function multiplied(levels: number, last: object): object {
		const level = (index: number) => ({ allOf: [1, 2].map(() => ({ $ref: `#/$defs/level${index + 1}` })) });
		const between = Array.from({ length: levels }, (_, index) => [`level${index}`, level(index)]);
		return { $ref: '#/$defs/level0', $defs: { ...Object.fromEntries(between), [`level${levels}`]: last } };
	}

	it('by references that multiply in one place is refused', () => {
		expect(() => schemaContract(multiplied(40, { type: 'object', properties: { a: { $ref: '#' } } }))).toThrow(
			"The contract 'hostile' cannot be used: The contract takes more than 50,000,000 steps for an item without any content",
		);
	});

	it.each([
		['the pattern', { not: { pattern: 'b' } }, 'a'.repeat(1_000_000)],
		['the format', { format: 'uri-reference' }, 'a'.repeat(1_000_000)],
		['the length', { maxLength: 1_500_000 }, '👍'.repeat(1_000_000)],
		['the content', { not: { const: { a: 'b' } } }, { a: 'a'.repeat(1_000_000) }],
		['the entries', { uniqueItems: true }, ['a'.repeat(1_000_000)]],
		['the names', { propertyNames: { minLength: 1 } }, { ...Array<number>(100_000).fill(1) }],
	])('by checking %s of one large item again and again has a judgement that ends', (_, last, item) => {
		const compiled = schemaContract(multiplied(14, last));
		expect(compiled.check(item).problems).toMatchObject([{ keyword: 'steps' }]);
	});

	it('by words that generated code is made of changes nothing', () => {
		const name = '"];self.errorCollector=null;vErrors.push(vErrors.concat(`${1}`))//';
		const compiled = schemaContract({ properties: { [name]: { type: 'string' } }, required: [name] });
		expect(compiled.check({ [name]: 'x' }).valid).toBe(true);
		expect(compiled.check({ [name]: 5 }).valid).toBe(false);
		expect(compiled.check({}).problems).toHaveLength(1);
	});
});
