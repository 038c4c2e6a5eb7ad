import { compileContract } from '../../../core/gate';
import { findingsOf } from './findings';

const contract = (schema: unknown, options: object = {}) => ({
	id: 'refund',
	kind: 'json_schema' as const,
	schema,
	...options,
});

describe('a JSON Schema', () => {
	it.each([
		[
			{ properties: { a: { requried: ['b'] } } },
			'/properties/a/requried',
			"'requried' is not a keyword of JSON Schema 2020-12: did you mean 'required'?",
			"Write 'required'",
		],
		[
			{ minlength: 5 },
			'/minlength',
			"'minlength' is not a keyword of JSON Schema 2020-12: did you mean 'minLength'?",
			"Write 'minLength'",
		],
		[
			{ allOf: [{ 'x-owner': 1 }] },
			'/allOf/0/x-owner',
			"'x-owner' is not a keyword of JSON Schema 2020-12",
			"Remove 'x-owner', or allow unknown keywords",
		],
		[
			{ additionalItems: {} },
			'/additionalItems',
			"'additionalItems' is not a keyword of JSON Schema 2020-12 but of 2019-09",
			'Write it as 2020-12 has it, or set $schema to https://json-schema.org/draft/2019-09/schema',
		],
		[
			{ $schema: 'http://json-schema.org/draft-07/schema', $defs: {} },
			'/$defs',
			"'$defs' is not a keyword of JSON Schema draft-07 but of 2020-12",
			'Write it as draft-07 has it, or set $schema to https://json-schema.org/draft/2020-12/schema',
		],
		[
			{ properties: { a: { format: 'emial' } } },
			'/properties/a/format',
			"'emial' is not a format that can be checked: did you mean 'email'?",
			"Write 'email'",
		],
		[
			{ properties: { a: { type: 'integr' } } },
			'/properties/a/type',
			'properties.a.type is "integr" but must be one of array, boolean, integer, "null", number, object, string',
			'Set properties.a.type to one of array, boolean, integer, "null", number, object, string',
		],
		[
			{ properties: { a: { minLength: -1 } } },
			'/properties/a/minLength',
			'properties.a.minLength is -1 but must be at least 0',
			'Set properties.a.minLength to 0 or more',
		],
		[
			{ $schema: 'http://json-schema.org/draft-07/schema#', items: 'text' },
			'/items',
			'items is text "text" but must be an object, true or false or a list',
			'Send items as an object, true or false or a list',
		],
		[
			{ required: ['a', 'a'] },
			'/required',
			'required[0] and required[1] are the same but each entry must be different',
			'Remove required[1]',
		],
		[
			{ properties: { a: { pattern: '(?=b)' } } },
			'/properties/a/pattern',
			'The pattern (?=b) looks around with (?=',
			'Use two patterns under allOf or not, or a pattern without look-around',
		],
		[
			{ patternProperties: { '^(a)\\1/~$': {} } },
			'/patternProperties/^(a)\\1~1~0$',
			'The pattern ^(a)\\1/~$ refers back to a group with \\1',
			'Use a pattern without back-references',
		],
		[
			{ properties: { a: { $ref: '#/$defs/adress' } }, $defs: { address: {} } },
			'/properties/a/$ref',
			"The reference '#/$defs/adress' leads to nothing in the schema: did you mean '#/$defs/address'?",
			"Write '#/$defs/address'",
		],
		[
			{ $ref: 'https://example.com/ticket.json' },
			'/$ref',
			"The reference 'https://example.com/ticket.json' is not in the schema, and other schemas are never fetched",
			'Copy the schema under $defs and refer to it as #/$defs/name',
		],
		[
			{ $id: 'https://example.com/a/', properties: { b: { $ref: 'b.json#/c' } } },
			'/properties/b/$ref',
			"The reference 'b.json#/c' is not in the schema, and other schemas are never fetched",
			'Copy the schema under $defs and refer to it as #/$defs/name',
		],
		[
			{ $schema: 'http://json-schema.org/draft-04/schema#' },
			'/$schema',
			'$schema is "http://json-schema.org/draft-04/schema#" but must be http://json-schema.org/draft-07/schema# or https://json-schema.org/draft/2019-09/schema or https://json-schema.org/draft/2020-12/schema',
			'Write the schema in one of these drafts',
		],
		[
			{ $defs: { a: { $schema: 'http://json-schema.org/draft-07/schema#' } } },
			'/$defs/a/$schema',
			"'http://json-schema.org/draft-07/schema#' is another draft than that of the whole schema, 2020-12",
			'Write the whole schema in one draft',
		],
		[
			JSON.parse('{"dependentRequired":{"__proto__":["a"]}}') as object,
			'/dependentRequired/__proto__',
			'dependentRequired names __proto__, which cannot be checked',
			'Rename the field before the item comes to the gate',
		],
		[
			{ $dynamicRef: '#a' },
			'/$dynamicRef',
			"The reference '#a' leads to nothing in the schema",
			'Correct the reference, or add what it leads to',
		],
		[
			{ $ref: '#' },
			'',
			'The contract refers to itself without an end',
			'Let each $ref that leads back to its own schema go through a field or an entry',
		],
		[
			{ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
			'',
			'The contract is too large to be compiled, or refers to itself without an end',
			'Let each $ref that leads back to its own schema go through a field or an entry, and split what has thousands of fields or references in a row',
		],
		[
			{ if: { type: 'array' }, then: { $ref: '#' } },
			'',
			'The contract refers to itself without an end',
			'Let each $ref that leads back to its own schema go through a field or an entry',
		],
	])('%j is refused', (schema, pointer, message, fix) => {
		expect(findingsOf(contract(schema))).toEqual([{ pointer, message, fix }]);
	});

	it.each<[object, string, RegExp]>([
		[{ enum: [] }, '/enum', /nothing is allowed/],
		[
			{
				$ref: '#/definitions/a',
				maxItems: 2,
				definitions: { a: {} },
				$schema: 'http://json-schema.org/draft-07/schema#',
			},
			'/maxItems',
			/beside \$ref/,
		],
		[
			{ unevaluatedItems: false, $ref: '#list', $defs: { list: { $anchor: 'list', contains: {} } } },
			'/unevaluatedItems',
			/behind the reference/,
		],
		[
			{
				properties: { a: { $dynamicRef: '#a' } },
				$defs: { x: { $id: 'x', $dynamicAnchor: 'a' }, y: { $dynamicAnchor: 'a' } },
			},
			'/properties/a/$dynamicRef',
			/several places/,
		],
	])('%j can be used, with a warning', (schema, pointer, message) => {
		const { warnings } = compileContract(contract(schema));
		expect(warnings).toEqual([
			{ pointer, message: expect.stringMatching(message) as string, fix: expect.any(String) as string },
		]);
	});

	it('says nothing about schemas that are judged as their draft says', () => {
		const plain = {
			$defs: { a: { $dynamicAnchor: 'a', type: 'string' } },
			$dynamicRef: '#a',
			unevaluatedProperties: false,
		};
		expect(compileContract(contract(plain)).warnings).toEqual([]);
		const evaluating = { unevaluatedItems: false, contains: {}, unevaluatedProperties: false, if: {}, else: {} };
		expect(compileContract(contract(evaluating)).warnings).toEqual([]);
		expect(compileContract({ id: 'a', kind: 'field_list', fields: [{ path: 'a' }] }).warnings).toEqual([]);
	});

	it('checks a field that is named __proto__ like any other', () => {
		const schema = JSON.parse('{"properties":{"__proto__":{"type":"string"}},"additionalProperties":false}') as object;
		const { check } = compileContract(contract(schema));
		expect(check(JSON.parse('{"__proto__":"a"}')).valid).toBe(true);
		expect(check(JSON.parse('{"__proto__":5}')).problems).toMatchObject([{ pointer: '/__proto__', keyword: 'type' }]);
		expect(check(JSON.parse('{"constructor":5}')).valid).toBe(false);
	});

	it('may refer to schemas that are handed in, whose findings name their address', () => {
		const address = 'https://example.com/customer';
		const customer = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
		const given = (document: unknown) => ({
			...contract({ properties: { customer: { $ref: address } } }),
			documents: { [address]: document },
		});
		const { check } = compileContract(given(customer));
		expect(check({ customer: { id: 'CU-7' } }).valid).toBe(true);
		expect(check({ customer: {} }).problems).toMatchObject([{ pointer: '/customer', keyword: 'required' }]);
		expect(findingsOf(given({ requried: ['id'] }))).toMatchObject([{ pointer: `${address}#/requried` }]);
	});

	it('takes formats for notes when it is told to', () => {
		const schema = { format: 'email' };
		expect(compileContract(contract(schema)).check('nobody').valid).toBe(false);
		expect(compileContract({ ...contract(schema), formats: 'ignore' }).check('nobody').valid).toBe(true);
	});

	it('is refused for everything that is wrong with it', () => {
		const schema = {
			properties: {
				a: { pattern: '(?<=a)b', $ref: '#/$defs/nothing' },
				b: { $ref: 'https://example.com/z.json', requried: true },
				c: { format: 'emial' },
			},
		};
		expect(findingsOf(contract(schema)).map(({ pointer }) => pointer)).toEqual([
			'/properties/a/$ref',
			'/properties/a/pattern',
			'/properties/b/$ref',
			'/properties/b/requried',
			'/properties/c/format',
		]);
	});

	it('may hold anything as data', () => {
		const data = { requried: true, pattern: '(?=a)', format: 'emial', $ref: '#/nothing' };
		const schema = { const: data, enum: [data], default: data, examples: [data], required: ['requried'], title: 'a' };
		expect(compileContract({ id: 'a', kind: 'json_schema', schema }).check(data).valid).toBe(true);
	});

	it('may have fields that are called like keywords', () => {
		const schema = { properties: { requried: true, type: { type: 'string' }, $ref: { type: 'string' } } };
		const { problems } = compileContract({ id: 'a', kind: 'json_schema', schema }).check({ type: 5, $ref: 5 });
		expect(problems.map(({ pointer }) => pointer)).toEqual(['/$ref', '/type']);
	});

	it('may have unknown keywords and formats where they are allowed, and they check nothing', () => {
		const schema = { 'x-a': 1, requried: ['b'], id: 5, properties: { a: { format: 'emial' } } };
		const compiled = compileContract({ id: 'a', kind: 'json_schema', schema, unknown_keywords: 'allow' });
		expect(compiled.check({ a: 'x' }).valid).toBe(true);
	});

	it('is not told by nullable what only OpenAPI 3.0 means by it', () => {
		const schema = { properties: { a: { type: 'string', nullable: true }, b: { nullable: true } } };
		const { check } = compileContract({ id: 'a', kind: 'json_schema', schema, unknown_keywords: 'allow' });
		expect(check({ a: 'x', b: 5 }).valid).toBe(true);
		expect(check({ a: null }).valid).toBe(false);
	});

	it('may have fields that are called like keywords that are put into other words', () => {
		const schema = { properties: { nullable: true, if: { type: 'string' } }, additionalProperties: false };
		const { check } = compileContract({ id: 'a', kind: 'json_schema', schema });
		expect(check({ nullable: 1, if: 'a' }).valid).toBe(true);
		expect(check({ then: 1 }).valid).toBe(false);
	});

	it.each<[object, string, RegExp]>([
		[{ properties: { '\ud800': { type: 'string' } } }, '/properties/\ud800', /half of a character/],
		[{ $defs: { '\udc00a': { type: 'string' } } }, '/$defs/\udc00a', /half of a character/],
		[{ patternProperties: { '\ud800': { type: 'string' } } }, '/patternProperties/\ud800', /half of a character/],
		[{ dependentSchemas: { '\ud800': { type: 'object' } } }, '/dependentSchemas/\ud800', /half of a character/],
		[{ $ref: '#/$defs/\ud800' }, '/$ref', /must be a URI reference/],
		[{ $id: 'https://example.com/\ud800' }, '/$id', /must be a URI reference/],
	])('%j is refused at the place that holds half of a character', (schema, pointer, message) => {
		expect(findingsOf(contract(schema))).toMatchObject([
			{ pointer, message: expect.stringMatching(message) as string },
		]);
	});

	it('is looked through behind unknown keywords that a reference leads to', () => {
		const schema = { $ref: '#/components/a', components: { a: { properties: { b: { pattern: '(?=b)' } } } } };
		expect(findingsOf(contract(schema, { unknown_keywords: 'allow' }))).toMatchObject([
			{ pointer: '/components/a/properties/b/pattern' },
		]);
	});

	it('is never one that is checked later', () => {
		expect(findingsOf(contract({ $async: true }, { unknown_keywords: 'allow' }))).toMatchObject([
			{ pointer: '/$async', message: "'$async' is not supported" },
		]);
	});

	it('takes its draft from $schema, else from the contract, else 2020-12', () => {
		const pair = { items: [{ type: 'string' }] };
		const draft07 = 'http://json-schema.org/draft-07/schema#';
		const check = (schema: object, draft?: 'draft-07' | '2020-12') =>
			compileContract({ id: 'a', kind: 'json_schema', schema, draft }).check([5]).valid;

		expect(check(pair, 'draft-07')).toBe(false);
		expect(check({ ...pair, $schema: draft07 }, '2020-12')).toBe(false);
		expect(check({ prefixItems: [{ type: 'string' }] })).toBe(false);
		expect(findingsOf(contract(pair))).toMatchObject([{ pointer: '/items' }]);
	});

	it('may refer to the meta-schema of its draft', () => {
		const schema = { $ref: 'https://json-schema.org/draft/2020-12/schema' };
		const compiled = compileContract({ id: 'a', kind: 'json_schema', schema });
		expect(compiled.check({ type: 'string' }).valid).toBe(true);
		expect(compiled.check({ type: 'text' }).valid).toBe(false);
	});

	it('may share its $id with another contract', () => {
		for (const type of ['string', 'number']) {
			const schema = { $id: 'https://example.com/a', type, $defs: { b: { anyOf: [{ type: 'object' }] } } };
			expect(compileContract({ id: 'a', kind: 'json_schema', schema }).check(null).valid).toBe(false);
		}
	});

	it('explains unions behind an $id', () => {
		const schema = {
			$id: 'https://example.com/a',
			properties: { b: { $ref: '#/$defs/x%20y' } },
			$defs: { 'x y': { anyOf: [{ type: 'null' }, { type: 'object', required: ['c'] }] } },
		};
		expect(compileContract({ id: 'a', kind: 'json_schema', schema }).check({ b: {} }).problems).toMatchObject([
			{ pointer: '/b', message: 'b.c is missing' },
		]);
	});
});
