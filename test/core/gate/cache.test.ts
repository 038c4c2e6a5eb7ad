import { compileContract, compileContractCached, type Contract, contractDigest } from '../../../core/gate';
import { refusalOf } from './findings';

const contract = (id: string): Contract => ({ id, kind: 'field_list', fields: [{ path: 'a' }] });

describe('the digest of a contract', () => {
	it('is over its canonical JSON', () => {
		const reordered = JSON.parse('{"fields":[{"path":"a"}],"kind":"field_list","id":"x"}') as Contract;
		expect(contractDigest(contract('x'))).toMatch(/^sha256:[0-9a-f]{64}$/);
		expect(contractDigest(reordered)).toBe(contractDigest(contract('x')));
		expect(contractDigest({ ...contract('x'), version: undefined })).toBe(contractDigest(contract('x')));
		expect(contractDigest({ ...contract('x'), version: '2' })).not.toBe(contractDigest(contract('x')));
	});

	it('is known for schemas that hold halves of surrogate pairs', () => {
		expect(contractDigest({ id: 'x', kind: 'json_schema', schema: { const: '\ud800' } })).not.toBe(
			contractDigest({ id: 'x', kind: 'json_schema', schema: { const: '\ud801' } }),
		);
	});
});

describe('the cache of contracts', () => {
	it('compiles a contract once, also when it comes as another object', () => {
		const first = compileContractCached(contract('once'));
		const again = contract('once');
		expect(compileContractCached(again)).toBe(first);
		expect(compileContractCached(again)).toBe(first);
		expect(compileContractCached({ ...contract('once'), version: '2' })).not.toBe(first);
	});

	it('keeps the 50 contracts that were used last', () => {
		const kept = compileContractCached(contract('kept'));
		const dropped = compileContractCached(contract('dropped'));
		for (let index = 0; index < 49; index++) {
			compileContractCached(contract(`other ${index}`));
			expect(compileContractCached(contract('kept'))).toBe(kept);
		}
		expect(compileContractCached(contract('dropped'))).not.toBe(dropped);
	});

	it('refuses what is refused without it, each time', () => {
		const bad = { ...contract('bad'), fields: [{ path: '' }] } as Contract;
		expect(() => compileContractCached(bad)).toThrow('The path of row 1 is empty');
		expect(() => compileContractCached(bad)).toThrow('The path of row 1 is empty');
		expect(() => compileContractCached(undefined as unknown as Contract)).toThrow('is nothing but must be an object');
	});
});

describe('a compiled contract', () => {
	it('does not change when the contract does', () => {
		const fields = [{ path: 'a' }];
		const compiled = compileContract({ id: 'x', kind: 'field_list', fields });
		fields[0] = { path: 'b' };
		expect(compiled.check({}).problems).toMatchObject([{ message: 'a is missing' }]);
		expect(compiled.contract).toEqual(contract('x'));
	});

	it.each([0, -1, 1.5, Number.NaN])('wants a whole number of problems, not %s', (max) => {
		expect(() => compileContract(contract('x')).check({}, { max_problems: max })).toThrow(
			`max_problems is ${max} but must be a whole number above 0`,
		);
	});

	it('names itself in the refusal', () => {
		expect(refusalOf({ id: 'x', kind: 'field_list' }).message).toBe(
			"The contract 'x' cannot be used: fields is missing",
		);
	});
});
