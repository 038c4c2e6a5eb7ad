import fc from 'fast-check';
import { compileContract, type ContractField, type RepairKind, repairItem, repairKinds } from '../../../../core/gate';

const fieldList = (...fields: ContractField[]) => compileContract({ id: 'c', kind: 'field_list', fields });
const schema = (value: unknown) => compileContract({ id: 'c', kind: 'json_schema', schema: value });

describe('a repair', () => {
	it.each<[RepairKind, unknown, object, unknown, object[]]>([
		['trim', ' pro ', { enum: ['pro'] }, 'pro', [{ before: ' pro ', after: 'pro' }]],
		['lowercase', 'PRO', { enum: ['pro'] }, 'pro', [{ before: 'PRO', after: 'pro' }]],
		['convert_type', '12.50', { type: 'number' }, 12.5, [{ before: '12.50', after: 12.5 }]],
		['convert_type', '-3', { type: 'integer' }, -3, [{ before: '-3', after: -3 }]],
		['convert_type', 'TRUE', { type: 'boolean' }, true, [{ before: 'TRUE', after: true }]],
		['convert_type', 17, { type: 'string' }, '17', [{ before: 17, after: '17' }]],
		['convert_type', false, { type: 'string' }, 'false', [{ before: false, after: 'false' }]],
		['convert_type', '', { type: ['number', 'null'] }, null, [{ before: '', after: null }]],
		['convert_type', '5', { enum: [4, 5] }, 5, [{ before: '5', after: 5 }]],
		['convert_type', 5, { const: '5' }, '5', [{ before: 5, after: '5' }]],
	])('by %s of %j for %j makes %j of it', (kind, value, wanted, after, repairs) => {
		const item = { field: value, other: 1 };
		const repaired = repairItem(schema({ properties: { field: wanted } }), item, [kind]);
		expect(repaired.item).toEqual({ field: after, other: 1 });
		expect(repaired.repairs).toEqual(repairs.map((one) => ({ pointer: '/field', kind, ...one })));
		expect(repaired.result).toMatchObject({ valid: true, problems: [] });
		expect(item).toEqual({ field: value, other: 1 });
	});

	it.each([
		['a number with leading zeros', '007', { type: 'number' }],
		['a number with a comma', '1,5', { type: 'number' }],
		['a number with more digits than fit', '12345678901234567', { type: 'integer' }],
		['a fraction where a whole number is needed', '1.5', { type: 'integer' }],
		['a number beside white space that may not be cut', ' 5', { type: 'number' }],
		['yes', 'yes', { type: 'boolean' }],
		['a name that objects inherit', 'constructor', { type: 'boolean' }],
		['a number that is none', Number.NaN, { type: 'string' }],
		['an object', { a: 1 }, { type: 'string' }],
		['a value outside of its range', '500', { type: 'number', maximum: 100 }],
	])('never makes something of %s', (_, value, wanted) => {
		const item = { field: value };
		const {
			item: after,
			repairs,
			result,
		} = repairItem(schema({ properties: { field: wanted } }), item, ['convert_type']);
		expect(after).toBe(item);
		expect([repairs, result.valid]).toEqual([[], false]);
	});

	it('of two kinds is two steps, the smallest way that helps', () => {
		const compiled = fieldList({ path: 'plan', allowed_values: ['pro'] }, { path: 'amount', type: 'number' });
		const { item, repairs } = repairItem(compiled, { plan: ' PRO', amount: ' 5 ' }, repairKinds);
		expect(item).toEqual({ plan: 'pro', amount: 5 });
		expect(repairs).toEqual([
			{ pointer: '/amount', kind: 'trim', before: ' 5 ', after: '5' },
			{ pointer: '/amount', kind: 'convert_type', before: '5', after: 5 },
			{ pointer: '/plan', kind: 'trim', before: ' PRO', after: 'PRO' },
			{ pointer: '/plan', kind: 'lowercase', before: 'PRO', after: 'pro' },
		]);
	});

	it('is made at every place of a list, and shares what it does not touch', () => {
		const compiled = fieldList({ path: 'items[].price', type: 'number' });
		const item = { items: [{ price: '1' }, { price: 2 }, { price: '3' }], other: { a: 1 } };
		const repaired = repairItem(compiled, item, ['convert_type']).item as typeof item;
		expect(repaired).toEqual({ items: [{ price: 1 }, { price: 2 }, { price: 3 }], other: { a: 1 } });
		expect(repaired.other).toBe(item.other);
		expect(repaired.items[1]).toBe(item.items[1]);
		expect(item.items[0]).toEqual({ price: '1' });
	});

	it('leaves alone what passes: white space in a field that may hold it stays', () => {
		const compiled = fieldList({ path: 'note' }, { path: 'plan', allowed_values: ['pro'] });
		expect(repairItem(compiled, { note: ' Dear All ', plan: 'Pro' }, repairKinds).item).toEqual({
			note: ' Dear All ',
			plan: 'pro',
		});
	});

	it('is made although another value stays wrong, and only of the kinds that are allowed', () => {
		const compiled = fieldList({ path: 'a', type: 'number' }, { path: 'b', type: 'number' }, { path: 'c' });
		const { item, repairs, result } = repairItem(compiled, { a: '1', b: 'x' }, ['convert_type', 'trim']);
		expect(item).toEqual({ a: 1, b: 'x' });
		expect(repairs).toHaveLength(1);
		expect(result.problems.map(({ message }) => message)).toEqual([
			'c is missing',
			'b is text "x" but must be a number',
		]);
		expect(repairItem(compiled, { a: '1' }, []).repairs).toEqual([]);
	});

	it('is taken back when a later one makes it wrong', () => {
		const compiled = schema({
			properties: { a: { type: 'number' }, b: { type: 'number' } },
			if: { properties: { b: { const: 2 } } },
			then: { properties: { a: { minimum: 5 } } },
		});
		const repaired = (b: string) => repairItem(compiled, { a: '1', b }, ['convert_type', 'trim']);
		expect(repaired(' 3').item).toEqual({ a: 1, b: 3 });
		expect(repaired(' 2').item).toEqual({ a: '1', b: 2 });
	});

	it('does not show secrets', () => {
		const compiled = fieldList({ path: 'login.pin', type: 'number' });
		const { item, repairs } = repairItem(compiled, { login: { pin: '1234' } }, ['convert_type']);
		expect(item).toEqual({ login: { pin: 1234 } });
		expect(repairs).toEqual([{ pointer: '/login/pin', kind: 'convert_type', before: '(hidden)', after: '(hidden)' }]);
	});

	it('is made in the part of the item that is checked', () => {
		const compiled = fieldList({ path: 'amount', type: 'number' });
		const options = { location: 'body.ticket' };
		const item = { body: { ticket: { amount: '5' }, more: 1 }, amount: '6' };
		expect(repairItem(compiled, item, ['convert_type'], options)).toMatchObject({
			item: { body: { ticket: { amount: 5 }, more: 1 }, amount: '6' },
			repairs: [{ pointer: '/amount' }],
			result: { valid: true },
		});
		const elsewhere = repairItem(compiled, { amount: '6' }, ['convert_type'], options);
		expect(elsewhere.result.problems[0]?.message).toBe('There is nothing at body.ticket to check');
	});

	it('keeps keys that every object has', () => {
		const item = JSON.parse('{"__proto__":{"polluted":1},"constructor":"5"}') as Record<string, unknown>;
		const compiled = schema({ properties: { constructor: { type: 'number' } } });
		const repaired = repairItem(compiled, item, ['convert_type']).item;
		expect(JSON.stringify(repaired)).toBe('{"__proto__":{"polluted":1},"constructor":5}');
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});

	it('is not tried on an item with more than 100 problems, and takes few checks on others', () => {
		const compiled = fieldList({ path: 'list[]', type: 'number' });
		const listOf = (length: number) => ({ list: Array.from({ length }, () => '1') });
		expect(repairItem(compiled, listOf(101), repairKinds).repairs).toEqual([]);
		let checks = 0;
		const counting = {
			...compiled,
			check: (...of: Parameters<typeof compiled.check>) => (checks++, compiled.check(...of)),
		};
		expect(repairItem(counting, listOf(100), repairKinds).repairs).toHaveLength(100);
		expect(checks).toBeLessThan(12);
	});

	it('of any item never changes it, and what it repaired meets the contract', () => {
		const compiled = schema({
			additionalProperties: {
				anyOf: [{ type: 'number' }, { enum: ['a', 'b'] }, { type: 'array', items: { type: 'boolean' } }],
			},
		});
		const text = fc.oneof(fc.string(), fc.constantFrom(' A', 'B ', '5', ' 5', 'true', 'TRUE'));
		const item = fc.dictionary(fc.string(), fc.oneof(text, fc.jsonValue(), fc.array(text)));
		fc.assert(
			fc.property(item, (value) => {
				const before = JSON.stringify(value);
				const { repairs, result, item: after } = repairItem(compiled, value, repairKinds);
				expect(JSON.stringify(value)).toBe(before);
				const wrong = new Set(result.problems.map(({ pointer }) => pointer));
				expect(repairs.filter(({ pointer }) => wrong.has(pointer))).toEqual([]);
				expect(compiled.check(after).problems).toEqual(result.problems);
			}),
		);
	});
});
