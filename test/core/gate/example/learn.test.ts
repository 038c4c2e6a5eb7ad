import fc from 'fast-check';
import { compileContract, type ContractField, type ExampleContract, learnContract } from '../../../../core/gate';
import { findingsOf } from '../findings';

const learn = (example: unknown, more: Partial<ExampleContract> = {}) =>
	learnContract({ id: 'learned', kind: 'example', example, ...more });
const rowsOf = (example: unknown): ContractField[] => [...learn(example).contract.fields];
const pathsOf = (example: unknown) => rowsOf(example).map(({ path }) => path);

describe('what is learned from an example', () => {
	it('is a row for each field, with its type, in the order of the example', () => {
		const example = {
			id: 'T-1',
			at: '2026-05-04',
			mail: 'ada@example.com',
			site: 'https://example.com',
			amount: 1,
			paid: false,
			customer: { name: 'Ada', address: { city: 'Rome' } },
			tags: ['a'],
			items: [{ sku: 'a', gift: true }, { sku: 'b' }],
			grid: [[1]],
			'a.b': 'x',
		};
		expect(rowsOf(example)).toEqual([
			{ path: 'id', type: 'text', required: true },
			{ path: 'at', type: 'date', required: true },
			{ path: 'mail', type: 'email', required: true },
			{ path: 'site', type: 'url', required: true },
			{ path: 'amount', type: 'number', required: true },
			{ path: 'paid', type: 'boolean', required: true },
			{ path: 'customer.name', type: 'text', required: true },
			{ path: 'customer.address.city', type: 'text', required: true },
			{ path: 'tags', type: 'list', required: true },
			{ path: 'tags[]', type: 'text', required: true },
			{ path: 'items', type: 'list', required: true },
			{ path: 'items[].sku', type: 'text', required: true },
			{ path: 'items[].gift', type: 'boolean', required: false },
			{ path: 'grid', type: 'list', required: true },
			{ path: 'grid[]', type: 'list', required: true },
			{ path: 'grid[][]', type: 'number', required: true },
			{ path: '["a.b"]', type: 'text', required: true },
		]);
	});

	it('is told with what was guessed', () => {
		const { notes } = learn([
			{ mail: 'ada@example.com', ref: '17', none: null, blank: ' ', list: [], mixed: 'a', plain: 'text' },
			{ mail: 'bob@example.com', ref: '18', none: null, blank: '', list: [], mixed: 1, plain: 'text' },
		]);
		expect(notes).toEqual([
			{ path: 'mail', note: 'Looks like an email address, so only email addresses pass' },
			{ path: 'ref', note: 'Is text that reads as a number, so text is expected' },
			{ path: 'none', note: 'Is empty in the example, so its type is not checked' },
			{ path: 'blank', note: 'Is blank in the example, so it may stay empty' },
			{ path: 'list', note: 'Is an empty list in the example, so its entries are not checked' },
			{ path: 'mixed', note: 'Is of several types in the example (text, number), so its type is not checked' },
		]);
	});

	it('is an object of its own only where that says more than its fields', () => {
		expect(rowsOf([{ a: { b: 1 } }, {}])).toEqual([
			{ path: 'a', type: 'object', required: false },
			{ path: 'a.b', type: 'number', required: true },
		]);
		expect(rowsOf({ a: {} })).toEqual([{ path: 'a', type: 'object', required: true }]);
		expect(pathsOf([{ a: { b: 1 } }, { a: {} }])).toEqual(['a.b']);
	});

	it('leaves out what no row can name, and what is nested without an end', () => {
		expect(pathsOf(JSON.parse('{"__proto__":{"a":1},"constructor":1,"b":{"__proto__":1,"c":1}}'))).toEqual([
			'constructor',
			'b.c',
		]);
		let deep: unknown = 1;
		for (let level = 0; level < 5000; level++) deep = [deep];
		const { contract, notes } = learn({ deep });
		expect(contract.fields).toHaveLength(30);
		expect(notes.at(-1)?.note).toBe('Is nested so deep that what is inside of it is not checked');
		expect(pathsOf({ ['x'.repeat(2000)]: 1, y: 1 })).toEqual(['y']);
	});

	it('is of the part that the location names', () => {
		const { contract } = learn({ headers: {}, body: { ticket: { id: 1 } } }, { location: 'body.ticket' });
		expect(contract.fields).toEqual([{ path: 'id', type: 'number', required: true }]);
	});

	it('is changed as the contract says, in the order of the example, and what is changed is no guess', () => {
		const { contract, notes } = learn(
			{ mail: 'a@example.com', at: '2026-05-04', plan: 'pro', meta: { a: 'b@example.com' } },
			{
				version: '2',
				changes: [
					{ path: 'plan', allowed_values: ['pro'] },
					{ path: 'mail', required: false },
					{ path: 'meta', ignored: true },
				],
			},
		);
		expect(contract).toEqual({
			id: 'learned',
			version: '2',
			kind: 'field_list',
			fields: [
				{ path: 'mail', type: 'email', required: false },
				{ path: 'at', type: 'date', required: true },
				{ path: 'plan', type: 'text', required: true, allowed_values: ['pro'] },
			],
		});
		expect(notes.map(({ path }) => path)).toEqual(['at']);
	});

	it('is a contract that the example itself meets, whatever it is', () => {
		const item = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1, maxKeys: 6 });
		fc.assert(
			fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), (items) => {
				const { contract } = learn(items);
				const learned = compileContract(contract);
				const asExample = compileContract({ id: 'x', kind: 'example', example: items });
				for (const one of items) {
					expect(learned.check(one).problems).toEqual([]);
					expect(asExample.check(one).problems).toEqual([]);
				}
			}),
			{ numRuns: 60 },
		);
	});
});

describe('an example contract is refused', () => {
	const contract = (more: object) => ({ id: 'x', kind: 'example', example: { mail: 'a@example.com' }, ...more });
	const manyFields = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`f${index}`, 1]));

	it.each([
		[{ example: 'text' }, '/example', 'The example holds something that is no item: an item is an object'],
		[{ example: [{}, null] }, '/example', 'The example holds something that is no item: an item is an object'],
		[{ location: 'body' }, '/example', 'The example has nothing at body'],
		[{ location: 'a..b' }, '/location', "The data location 'a..b' has a dot without a name after it"],
		[{ example: [] }, '/example', 'The example is an empty list'],
		[{ example: {} }, '/example', 'The example has no fields, so nothing can be learned from it'],
		[{ example: manyFields }, '/example', 'The example has 1001 fields but may have at most 1000'],
		[
			{ changes: [{ path: 'mial', type: 'text' }] },
			'/changes/0/path',
			'Change 1 is about mial, which the example does not have: did you mean mail?',
		],
		[{ changes: [{ path: '' }] }, '/changes/0/path', 'Change 1 is about no field, which the example does not have'],
		[{ changes: [{ path: 'mail' }, { path: 'mail' }] }, '/changes/1/path', 'mail is in row 1 and again in row 2'],
		[
			{ changes: [{ path: 'mail', minimum: 5 }] },
			'/changes/0/minimum',
			'minimum does not apply to the type email in row 1 (mail)',
		],
		[
			{ changes: [{ path: 'mail', type: 'mail' }] },
			'/changes/0/type',
			'type in change 1 (mail) is "mail" but must be one of any, boolean, date, email, list, number, object, text, url',
		],
	])('with %j', (more, pointer, message) => {
		expect(findingsOf(contract(more))).toMatchObject([{ pointer, message, fix: expect.stringMatching(/\w/) }]);
	});

	it('when it is learned from by hand too', () => {
		expect(() => learn([])).toThrow("The contract 'learned' cannot be used: The example is an empty list");
	});
});
