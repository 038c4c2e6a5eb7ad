import { findingsOf, refusalOf } from './findings';

const fieldList = (...fields: unknown[]) => ({ id: 'refund', kind: 'field_list', fields });

describe('a field list', () => {
	it.each([
		[[{ path: ' ' }], '/fields/0/path', 'The path of row 1 is empty'],
		[[{ path: 'a..b' }], '/fields/0/path', 'The path of row 1 (a..b) has a dot without a name after it'],
		[
			[{ path: 'a.__proto__.b' }],
			'/fields/0/path',
			'The path of row 1 (a.__proto__.b) names __proto__, which cannot be checked',
		],
		[[{ path: '[0].a' }], '/fields/0/path', 'The path of row 1 ([0].a) begins with an entry, but an item is no list'],
		[[{ path: 'a.b' }, { path: 'c' }, { path: 'a["b"]' }], '/fields/2/path', 'a.b is in row 1 and again in row 3'],
		[
			[{ path: 'customer.email' }, { path: 'customer' }],
			'/fields/1/type',
			'customer has the type text in row 2 but must be an object for row 1 (customer.email)',
		],
		[
			[{ path: 'items', type: 'object' }, { path: 'items[0]' }],
			'/fields/0/type',
			'items has the type object in row 1 but must be a list for row 2 (items[0])',
		],
		[
			[{ path: 'items[0]' }, { path: 'items.size' }],
			'/fields/1/path',
			'items cannot be a list and an object, but it would have to be both for row 1 (items[0]) and row 2 (items.size)',
		],
		[
			[{ path: 'amount', type: 'number', minimum: 5, maximum: 1 }],
			'/fields/0/minimum',
			'minimum 5 is above maximum 1 in row 1 (amount)',
		],
		[
			[{ path: 'subject', min_length: 5, max_length: 1 }],
			'/fields/0/min_length',
			'min_length 5 is above max_length 1 in row 1 (subject)',
		],
		[
			[{ path: 'subject', minimum: 5 }],
			'/fields/0/minimum',
			'minimum does not apply to the type text in row 1 (subject)',
		],
		[
			[{ path: 'paid', type: 'boolean', allowed_values: ['true'] }],
			'/fields/0/allowed_values',
			'allowed_values does not apply to the type boolean in row 1 (paid)',
		],
		[
			[{ path: 'amount', type: 'number', pattern: '5' }],
			'/fields/0/pattern',
			'pattern does not apply to the type number in row 1 (amount)',
		],
		[[{ path: 'id', pattern: '(?=a)' }], '/fields/0/pattern', 'The pattern of row 1 (id) looks around with (?='],
		[
			[{ path: 'level', type: 'number', allowed_values: ['1', 'two'] }],
			'/fields/0/allowed_values/1',
			'The allowed value "two" of row 1 (level) is not a number',
		],
		[
			[{ path: 'amount', type: 'number', minimum: Number.NaN }],
			'/fields/0/minimum',
			'minimum in row 1 (amount) is NaN but must be a number',
		],
		[
			[{ path: 'amount', type: 'number', maximum: Number.POSITIVE_INFINITY }],
			'/fields/0/maximum',
			'maximum in row 1 (amount) is Infinity but must be a number',
		],
		[
			[{ path: 'subject', max_length: -1 }],
			'/fields/0/max_length',
			'max_length in row 1 (subject) is -1 but must be at least 0',
		],
		[
			[{ path: 'subject', min_length: 1.5 }],
			'/fields/0/min_length',
			'min_length in row 1 (subject) is the number 1.5 but must be a whole number',
		],
		[
			[{ path: 'subject', type: 'string' }],
			'/fields/0/type',
			'type in row 1 (subject) is "string" but must be one of any, boolean, date, email, list, number, object, text, url',
		],
		[[{ path: 'subject', requird: true }], '/fields/0', 'requird in row 1 (subject) is not a setting of a contract'],
		[[{ type: 'text' }], '/fields/0', 'path in row 1 is missing'],
		[
			[{ path: 'a', required: 'yes' }],
			'/fields/0/required',
			'required in row 1 (a) is text "yes" but must be true or false',
		],
		[['subject'], '/fields/0', 'row 1 is text "subject" but must be an object'],
	])('%j is refused', (fields, pointer, message) => {
		expect(findingsOf(fieldList(...fields))).toMatchObject([{ pointer, message, fix: expect.any(String) }]);
	});

	it('is refused for everything that is wrong with it, row by row', () => {
		const rows = Array.from({ length: 10 }, () => ({ path: 'a', type: 'number', minimum: 2, maximum: 1 }));
		const refusal = refusalOf(fieldList({ path: '' }, { path: 5 }, ...rows));
		const pointers = (refusal.details.findings as { pointer: string }[]).map(({ pointer }) => pointer);

		expect(pointers.slice(0, 5)).toEqual([
			'/fields/0/path',
			'/fields/1/path',
			'/fields/2/minimum',
			'/fields/3/minimum',
			'/fields/3/path',
		]);
		expect(pointers.at(-1)).toBe('/fields/11/path');
		expect(refusal.message).toBe("The contract 'refund' cannot be used: The path of row 1 is empty (and 20 more)");
		expect(refusal.fix).toBe('Correct all 21 findings, the first so: Write the name of a field, as customer.email');
	});

	it.each([
		[undefined, '', 'The contract is nothing but must be an object'],
		['x', '', 'The contract is text "x" but must be an object'],
		[{ kind: 'fields' }, '/kind', 'kind is "fields" but must be one of example, field_list, json_schema, open_api'],
		[{ id: ' ', kind: 'field_list', fields: [] }, '/id', 'id is blank'],
		[{ id: 'a', kind: 'field_list' }, '', 'fields is missing'],
		[{ id: 'a', kind: 'field_list', fields: {} }, '/fields', 'fields is an empty object but must be a list'],
		[
			{ id: 'a', kind: 'field_list', fields: [], extra_fields: 'deny' },
			'/extra_fields',
			'extra_fields is "deny" but must be one of keep, reject',
		],
		[{ id: 'a', kind: 'json_schema' }, '', 'schema is missing'],
		[
			{ id: 'a', kind: 'json_schema', schema: '{}' },
			'/schema',
			'schema is text "{}" but must be an object or true or false',
		],
		[
			{ id: 'a', kind: 'json_schema', schema: {}, draft: '2018' },
			'/draft',
			'draft is "2018" but must be one of draft-07, 2019-09, 2020-12',
		],
	])('as %j is refused', (contract, pointer, message) => {
		expect(findingsOf(contract)).toContainEqual({ pointer, message, fix: expect.any(String) });
	});

	it('is refused when it holds itself or something that JSON cannot hold', () => {
		const contract: Record<string, unknown> = { id: 'a', kind: 'json_schema', schema: { default: 5n } };
		expect(findingsOf(contract)).toMatchObject([{ message: 'It holds something that JSON cannot hold' }]);
		contract.schema = { default: contract };
		expect(findingsOf(contract)).toMatchObject([{ message: 'It is nested deeper than 200 levels' }]);
	});
});
