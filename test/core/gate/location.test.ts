import { checkAt, compileContract, type TriageError } from '../../../core';

const contract = compileContract({ id: 'c', kind: 'field_list', fields: [{ path: 'a', type: 'number' }] });

test.each([
	['', { a: 1 }],
	[' ', { a: 1 }],
	['body', { body: { a: 1 } }],
	['list[1]', { list: [0, { a: 1 }] }],
	['["a.b"].c', { 'a.b': { c: { a: 1 } } }],
])("checks what is at '%s'", (location, item) => {
	expect(checkAt(contract, item, location).valid).toBe(true);
	expect(checkAt(contract, item, location)).toEqual({ ...contract.check({ a: 1 }) });
});

test('pointers start at the location', () => {
	const { problems } = checkAt(contract, { body: { a: 'x' } }, 'body');
	expect(problems.map(({ pointer }) => pointer)).toEqual(['/a']);
});

test.each([
	['body', {}],
	['body', null],
	['body', []],
	['body', 'text'],
	['body.inner', { body: 'text' }],
	['toString', {}],
	['constructor.name', {}],
])("an item with nothing at '%s' does not pass", (location, item) => {
	expect(checkAt(contract, item, location)).toMatchObject({
		valid: false,
		truncated: false,
		contract_id: 'c',
		contract_digest: contract.digest,
		problems: [
			{
				pointer: '',
				keyword: 'required',
				label: 'schema.required',
				message: `There is nothing at ${location} to check`,
				params: { location },
			},
		],
	});
});

test('an empty object of anything allowed still has to be there', () => {
	const open = compileContract({ id: 'open', kind: 'json_schema', schema: true });
	expect(checkAt(open, {}, 'body').valid).toBe(false);
	expect(checkAt(open, { body: null }, 'body').valid).toBe(true);
});

test.each(['a..b', 'a[', '[x]'])("a location '%s' that cannot be read is the contract's", (location) => {
	expect(() => checkAt(contract, {}, location)).toThrow(
		expect.objectContaining({ code: 'CONTRACT_INVALID' } satisfies Partial<TriageError>),
	);
});
