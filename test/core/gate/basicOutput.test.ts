import { createHash } from 'node:crypto';

import { checkItem, compileContract, type JsonSchemaContract } from '../../../core';

const contract = (schema: unknown, more: Partial<JsonSchemaContract> = {}): JsonSchemaContract => ({
	id: 'ticket',
	kind: 'json_schema',
	schema,
	...more,
});
const placesOf = (schema: unknown, item: unknown, more?: Partial<JsonSchemaContract>) =>
	compileContract(contract(schema, more))
		.checkBasic(item)
		.errors.map(({ keywordLocation, instanceLocation }) => [instanceLocation, keywordLocation]);

describe('the output format basic', () => {
	test('has no errors for a valid item', () => {
		expect(compileContract(contract({ type: 'object' })).checkBasic({})).toEqual({ valid: true, errors: [] });
	});

	test('names the places in the item and in the schema, in order, in words', () => {
		const schema = { required: ['type'], properties: { amount: { type: 'number' }, type: { type: 'string' } } };
		expect(compileContract(contract(schema)).checkBasic({ amount: 'a lot' })).toEqual({
			valid: false,
			errors: [
				{ valid: false, instanceLocation: '', keywordLocation: '/required', error: 'type is missing' },
				{
					valid: false,
					instanceLocation: '/amount',
					keywordLocation: '/properties/amount/type',
					error: 'amount is text "a lot" but must be a number',
				},
			],
		});
	});

	const person = { type: 'object', required: ['id'] };
	test.each<[string, unknown, unknown, string[][], Partial<JsonSchemaContract>]>([
		[
			'a reference',
			{ properties: { customer: { $ref: '#/$defs/person' } }, $defs: { person } },
			{ customer: {} },
			[['/customer', '/properties/customer/$ref/required']],
			{},
		],
		[
			'a reference that is used in two places',
			{ properties: { a: { $ref: '#/$defs/person' }, b: { $ref: '#/$defs/person' } }, $defs: { person } },
			{ a: {}, b: {} },
			[
				['/a', '/properties/a/$ref/required'],
				['/b', '/properties/b/$ref/required'],
			],
			{},
		],
		[
			'a schema that refers to itself',
			{ type: 'object', required: ['name'], properties: { child: { $ref: '#' } } },
			{ name: 'a', child: { name: 'b', child: {} } },
			[['/child/child', '/properties/child/$ref/properties/child/$ref/required']],
			{},
		],
		[
			'entries of lists',
			{ properties: { tags: { prefixItems: [{ type: 'string' }], items: { type: 'number' } } } },
			{ tags: [1, 'a'] },
			[
				['/tags/0', '/properties/tags/prefixItems/0/type'],
				['/tags/1', '/properties/tags/items/type'],
			],
			{},
		],
		[
			'branches that apply to the same value',
			{ allOf: [{}, { if: { required: ['a'] }, then: { required: ['b'] } }] },
			{ a: 1 },
			[
				['', '/allOf/1/if'],
				['', '/allOf/1/then/required'],
			],
			{},
		],
		[
			'names with slashes and tildes',
			{ properties: { 'a/b~c': { patternProperties: { '^x/': { const: 1 } } } } },
			{ 'a/b~c': { 'x/y': 2 } },
			[['/a~1b~0c/x~1y', '/properties/a~1b~0c/patternProperties/^x~1/const']],
			{},
		],
		[
			'another document',
			{ properties: { customer: { $ref: 'https://example.com/person' } } },
			{ customer: {} },
			[['/customer', '/properties/customer/$ref/required']],
			{ documents: { 'https://example.com/person': person } },
		],
		[
			'a schema that is false',
			{ properties: { old: false } },
			{ old: 1 },
			[['/old', '/properties/old/false schema']],
			{},
		],
	])('goes through %s', (_, schema, item, places, more) => {
		expect(placesOf(schema, item, more)).toEqual(places);
	});

	test('has addresses where the schema has one', () => {
		const schema = { $id: 'https://example.com/ticket', required: ['a'] };
		const { errors } = compileContract(contract(schema)).checkBasic({});
		expect(errors).toMatchObject([{ absoluteKeywordLocation: 'https://example.com/ticket#/required' }]);
	});

	test('has no more errors than asked for, and says what no schema can be asked about', () => {
		const { checkBasic } = compileContract(contract({ items: { type: 'string' } }));
		expect(
			checkBasic(
				Array.from({ length: 50 }, (_, index) => index),
				{ max_problems: 3 },
			).errors,
		).toHaveLength(3);
		let deep: unknown = 1;
		for (let level = 0; level < 200_000; level += 1) deep = [deep];
		const recursive = compileContract(contract({ items: { $ref: '#' } }));
		expect(recursive.checkBasic(deep)).toMatchObject({ valid: false, errors: [{ instanceLocation: '' }] });
	});

	test('names a place once, however many ways lead to it', () => {
		const levels = Array.from({ length: 9 }, (_, level) => [
			`level${level}`,
			{ allOf: Array.from({ length: 3 }, () => ({ $ref: `#/$defs/level${level + 1}` })) },
		]);
		const $defs = { ...(Object.fromEntries(levels) as object), level9: { type: 'string' } };
		const places = placesOf({ $defs, $ref: '#/$defs/level0' }, 1);
		expect(places).toEqual([['', `/$ref${'/allOf/0/$ref'.repeat(9)}/type`]]);
	});
});

describe('checkItem', () => {
	test('adds the warnings of the contract and the digest of the item', () => {
		const compiled = compileContract(contract({ enum: [] }));
		const item = { b: 1, a: ['\ud800', { __proto__: null }] };
		const text = '{"a":["\\ud800",{}],"b":1}';
		expect(checkItem(compiled, item)).toMatchObject({
			valid: false,
			warnings: [{ pointer: '/enum' }],
			item_digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
		});
		expect(checkItem(compiled, { a: Number.NaN }).item_digest).toBeNull();
		const circle: Record<string, unknown> = {};
		circle.self = circle;
		expect(checkItem(compiled, circle).item_digest).toBeNull();
	});
});
