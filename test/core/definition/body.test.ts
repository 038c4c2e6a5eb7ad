import { createHash } from 'node:crypto';

import {
	contractDigest,
	definitionFormats,
	definitionKinds,
	definitionTrail,
	openBody,
	readDefinitionName,
	readDefinitionTrail,
	sealBody,
	trailKindOf,
	type Contract,
	type DefinitionFormats,
	type DefinitionTarget,
	type TriageError,
} from '../../../core';

const refusalOf = (work: () => unknown) => {
	try {
		work();
	} catch (error) {
		return error as TriageError;
	}
	throw new Error('Nothing was refused');
};
const checklist: DefinitionTarget = { kind: 'checklist', name: 'Refund' };
/** A kind that takes any body, so that what holds for all kinds shows. */
const anyBody: DefinitionFormats = {
	...definitionFormats,
	checklist: { split: (body) => ({ body, personal: [] }), join: (body) => body },
};

describe('a body', () => {
	test('is kept as canonical JSON, named by its digest, and comes back as it was', () => {
		const body = {
			b: [1.5, -0, 1e21, '\ud800', '\u0000'],
			a: JSON.parse('{"__proto__":{"x":1},"constructor":2}') as object,
		};
		const sealed = sealBody(anyBody, checklist, body);
		expect(Buffer.from(sealed.bytes).toString()).toBe(
			String.raw`{"a":{"__proto__":{"x":1},"constructor":2},"b":[1.5,0,1e+21,"\ud800","\u0000"]}`,
		);
		expect(sealed.digest).toBe(`sha256:${createHash('sha256').update(sealed.bytes).digest('hex')}`);
		const opened = openBody(anyBody, 'checklist', sealed.bytes, []) as typeof body;
		expect(Object.keys(opened.a)).toEqual(['__proto__', 'constructor']);
		expect(opened.b).toEqual([1.5, 0, 1e21, '\ud800', '\u0000']);
	});

	test.each<[string, unknown, string]>([
		['NaN', { a: { b: NaN } }, "The value at '/a/b' is NaN, which JSON cannot hold"],
		['a function', { a: () => 1 }, "The value at '/a' is of type function"],
		['a date', { a: new Date(0) }, "The value at '/a' is a Date"],
		['more than a megabyte', { a: 'x'.repeat(1024 * 1024) }, 'It is 1048584 bytes long; at most 1048576 are kept'],
	])('of %s is refused in words', (_, body, message) => {
		expect(refusalOf(() => sealBody(anyBody, checklist, body))).toMatchObject({
			code: 'DEFINITION_INVALID',
			message: `The checklist 'Refund' cannot be saved: ${message}`,
			details: { findings: [{ message, fix: expect.stringMatching(/./) as string }] },
		});
	});

	test('that is nested too deep, or holds itself, is refused and not followed', () => {
		let deep: unknown = {};
		for (let level = 0; level < 100_000; level += 1) deep = { deep };
		const loop: Record<string, unknown> = {};
		loop.loop = loop;
		for (const body of [deep, loop]) {
			expect(refusalOf(() => sealBody(anyBody, checklist, body))).toMatchObject({
				code: 'DEFINITION_INVALID',
				message: expect.stringContaining('is nested deeper than 200 levels') as string,
			});
		}
	});
});

describe('a contract', () => {
	const contract: Contract = {
		id: 'campaign-error',
		kind: 'field_list',
		fields: [{ path: 'amount', type: 'number', minimum: 0.5 }],
	};
	const target: DefinitionTarget = { kind: 'contract', name: 'campaign-error' };

	test('learned from an example is kept as the field list that was learned, without the example', () => {
		const example = { id: 'campaign-error', kind: 'example', example: { customer: { email: 'ada@example.com' } } };
		const { bytes } = sealBody(definitionFormats, target, example);
		expect(Buffer.from(bytes).toString()).not.toContain('ada@');
		expect(openBody(definitionFormats, 'contract', bytes, [])).toEqual({
			id: 'campaign-error',
			kind: 'field_list',
			fields: [{ path: 'customer.email', type: 'email', required: true }],
		});
	});

	test('has the digest that the gate gives it', () => {
		const sealed = sealBody(definitionFormats, target, contract);
		expect(sealed.digest).toBe(contractDigest(contract));
		expect(openBody(definitionFormats, 'contract', sealed.bytes, [])).toEqual(contract);
	});

	test('takes its id from the name, and cannot have another', () => {
		const { id: _id, ...unnamed } = contract;
		expect(sealBody(definitionFormats, target, unnamed).digest).toBe(contractDigest(contract));
		for (const id of ['other', 7, '']) {
			const refused = refusalOf(() => sealBody(definitionFormats, target, { ...contract, id }));
			expect(refused).toMatchObject({ code: 'DEFINITION_INVALID', details: { findings: [{ pointer: '/id' }] } });
		}
	});

	test.each([null, [], 'x', {}, { kind: 'field_list', fields: [{ path: '' }] }])(
		'that cannot be used, as %j, cannot be saved',
		(body) => {
			expect(refusalOf(() => sealBody(definitionFormats, target, body)).code).toBe('CONTRACT_INVALID');
		},
	);
});

describe('a name', () => {
	test.each(definitionKinds)('of kind %s makes the id of a trail, and is read from it', (kind) => {
		for (const name of ['Billing', 'a/b', '_log', '__proto__', '😀'.repeat(100), 'Ünï\u2028code']) {
			const trailId = definitionTrail({ kind, name: readDefinitionName(kind, name) });
			expect(readDefinitionTrail(trailId)).toEqual({ kind, name });
			expect(trailKindOf(trailId)).toBe('definition');
		}
	});

	test('is kept without white space around it', () => {
		expect(readDefinitionName('role', ' \n Billing  Lead\t')).toBe('Billing  Lead');
	});

	test.each<[unknown, string]>([
		['', "'Role name' is empty"],
		['  ', "'Role name' is empty"],
		['x'.repeat(101), "'Role name' is 101 characters long; at most 100 are kept"],
		['a\u0000', "'Role name' is text with characters that cannot be kept"],
		['a\ud800', "'Role name' is text with characters that cannot be kept"],
		[7, "'Role name' is of type number; a text is expected"],
		[null, "'Role name' is of type object; a text is expected"],
	])('%j is refused', (name, message) => {
		expect(refusalOf(() => readDefinitionName('role', name))).toMatchObject({ code: 'FIELD_INVALID', message });
	});

	test.each(['C-0001', '_log', '_role', '_role/', '_other/x', 'role/x', '__proto__'])(
		'%s names no definition',
		(id) => {
			expect(trailKindOf(id)).not.toBe('definition');
		},
	);
});
