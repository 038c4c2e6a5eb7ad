import fs from 'node:fs';
import { Socket } from 'node:net';

import { TriageError } from '../../../core/errors';
import { compileContract } from '../../../core/gate';
import { root } from '../../../scripts/paths';

const schemaContract = (schema: unknown) => compileContract({ id: 'hostile', kind: 'json_schema', schema });

function complaintOf(schema: unknown): string {
	try {
		schemaContract(schema);
		return '';
	} catch (error) {
		expect(error).toBeInstanceOf(TriageError);
		return (error as TriageError).message;
	}
}

describe('a contract has no way out of the gate', () => {
	const connect = jest.spyOn(Socket.prototype, 'connect');
	const reads = [jest.spyOn(fs, 'readFileSync'), jest.spyOn(fs, 'openSync')];
	afterAll(() => jest.restoreAllMocks());

	test.each([
		['a remote reference', { $ref: 'http://127.0.0.1:9/schema.json' }],
		['a file', { $ref: 'file:///etc/passwd' }],
		['a remote meta-schema', { $schema: 'http://127.0.0.1:9/meta.json' }],
		['a remote reference below a field', { properties: { a: { $ref: 'https://example.invalid/a#/$defs/b' } } }],
	])('%s is refused, and nothing is fetched or read', (_, schema) => {
		expect(complaintOf(schema)).toMatch(/\w/);
		expect(connect).not.toHaveBeenCalled();
		// Jest reads its own files by the same functions.
		const read = reads.flatMap(({ mock }) => mock.calls.map(([path]) => String(path)));
		expect(read.filter((path) => !path.includes('/node_modules/') && !path.startsWith(root))).toEqual([]);
	});

	test('$data takes nothing from the item', () => {
		const schema = { properties: { least: { type: 'number' }, value: { minimum: { $data: '1/least' } } } };
		expect(complaintOf(schema)).toContain('minimum');
	});
});

describe('a large contract', () => {
	const fields = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, { type: 'string' }]));

	test('of a thousand fields is used', () => {
		const compiled = schemaContract({ properties: fields(1000) });
		const { valid, problems } = compiled.check({ field0: 'a', field999: 1 });
		expect(valid).toBe(false);
		expect(problems.map(({ pointer }) => pointer)).toEqual(['/field999']);
	});

	test('that the compiler cannot take is told what to do', () => {
		expect(complaintOf({ properties: fields(20_000) })).toContain('The contract is too large to be compiled');
	});
});

test('an item of 10 MB is judged', () => {
	const item = { text: 'x'.repeat(10 * 1024 * 1024), rows: Array.from({ length: 50_000 }, (_, index) => ({ index })) };
	const schema = {
		properties: { text: { type: 'string' }, rows: { items: { properties: { index: { type: 'number' } } } } },
	};
	expect(schemaContract(schema).check(item).valid).toBe(true);
});
