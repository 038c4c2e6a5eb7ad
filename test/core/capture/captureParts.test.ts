import { createHash } from 'node:crypto';
import fc from 'fast-check';

import { captureParts, jcs, maxPartBytes, type CaptureRules } from '../../../core';

const rules = (more: Partial<CaptureRules> = {}): CaptureRules => ({
	hide: 'password',
	personal: '',
	keep: 'whole',
	...more,
});
const contentOf = (payloads: Record<string, unknown>, more?: Partial<CaptureRules>) =>
	Object.fromEntries(
		captureParts(payloads, rules(more)).parts.map(({ name, bytes, class: cls }) => [
			name,
			[cls, JSON.parse(Buffer.from(bytes).toString()) as unknown],
		]),
	);

test('keeps a payload whole, in a part that can be erased', () => {
	const { parts } = captureParts({ item: { b: 1.5, a: 'é' } }, rules({ subject: 'person-1' }));
	expect(parts).toEqual([
		{
			name: 'item',
			bytes: Buffer.from('{"a":"é","b":1.5}'),
			media_type: 'application/json',
			capture: 'parsed',
			class: 'pii',
			subject: 'person-1',
		},
	]);
});

test('keeps text as text', () => {
	const [part] = captureParts({ note: 'password: x\nfine' }, rules()).parts;
	expect([part?.media_type, part && Buffer.from(part.bytes).toString()]).toEqual([
		'text/plain; charset=utf-8',
		'password: [hidden]\nfine',
	]);
});

test('splits personal data from what stays', () => {
	const item = { customer: { email: 'ada@example.com', plan: 'pro' }, ccs: [{ email: 'bob@example.com' }], note: null };
	expect(contentOf({ item }, { personal: 'email', subject: 'person-1' })).toEqual({
		item: [
			'public',
			{
				customer: { email: { $sealed: 'item_pii' }, plan: 'pro' },
				ccs: [{ email: { $sealed: 'item_pii' } }],
				note: null,
			},
		],
		item_pii: ['pii', { '/customer/email': 'ada@example.com', '/ccs/0/email': 'bob@example.com' }],
	});
});

test('cannot be made to show a sealed place where there was none', () => {
	expect(contentOf({ item: { $sealed: 'item_pii', $$sealed: 1 } }, { personal: 'email' })).toEqual({
		item: ['public', { $$sealed: 'item_pii', $$$sealed: 1 }],
	});
});

test('keeps running text erasable as a whole, whatever the personal fields', () => {
	expect(captureParts({ note: 'ada@example.com' }, rules({ personal: 'email' })).parts).toMatchObject([
		{ name: 'note', class: 'pii' },
	]);
});

test('shows how before and after differ', () => {
	const before = { a: 1, list: [1, 2], gone: true, same: { x: [] }, password: 'old-password' };
	const after = { a: 2, list: [1, 3, 4], same: { x: [] }, 'bob@example.com': 1, password: 'new-password' };
	const { changed, parts } = captureParts({ before, after }, rules());
	expect(changed).toEqual(['*', 'a', 'gone', 'list.*']);
	expect(parts.map(({ name, class: cls }) => [name, cls])).toEqual([
		['before', 'pii'],
		['after', 'pii'],
		['diff', 'pii'],
	]);
	expect(JSON.parse(Buffer.from(parts[2]!.bytes).toString())).toEqual([
		{ path: '/a', before: 1, after: 2 },
		{ path: '/list/1', before: 2, after: 3 },
		{ path: '/list/2', after: 4 },
		{ path: '/gone', before: true },
		{ path: '/bob@example.com', after: 1 },
	]);
});

test('finds a difference exactly where one is', () => {
	const json = fc.jsonValue();
	fc.assert(
		fc.property(json, json, (before, after) => {
			const payloads = { before: { v: before }, after: { v: after } };
			const isSame = jcs(payloads.before) === jcs(payloads.after);
			expect(captureParts(payloads, rules({ hide: '' })).changed.length > 0).toBe(!isSame);
		}),
	);
});

describe('a payload above 1 MiB', () => {
	const item = { text: 'x'.repeat(maxPartBytes) };

	test('is refused with what to do', () => {
		expect(() => captureParts({ item }, rules())).toThrow(
			expect.objectContaining({
				code: 'EVIDENCE_INVALID',
				message: "'Whole Item' is 1048587 bytes long; at most 1048576 are kept",
				fix: expect.stringContaining('Selected Fields') as string,
			}),
		);
	});

	test('is kept as its fingerprint where that is enough', () => {
		const sha256 = createHash('sha256').update(JSON.stringify(item)).digest('hex');
		expect(contentOf({ item, note: { a: 1 } }, { keep: 'fingerprint_if_large' })).toEqual({
			item: ['pii', { bytes: 1048587, sha256 }],
			note: ['pii', { a: 1 }],
		});
	});
});

test('keeps only the fingerprint of what is left after hiding, where asked to', () => {
	const digestOf = (password: string) => contentOf({ item: { password } }, { keep: 'fingerprint' }).item;
	expect(digestOf('one-password')).toEqual(digestOf('another-password'));
});

test('keeps no personal data outside of the parts that can be erased', () => {
	const person = 'ada.lovelace@example.com';
	const name = fc.constantFrom('email', 'E-Mail', 'customerEmail', 'email_address');
	const nested = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 5 },
			name.map((key) => ({ [key]: person })),
			fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
			fc.array(tie('value'), { maxLength: 3 }),
		),
	}));
	fc.assert(
		fc.property(nested.value, (item) => {
			const { parts, stripped } = captureParts({ item: { item } }, rules({ personal: 'email' }));
			const kept = parts.filter((part) => part.class === 'public').map(({ bytes }) => Buffer.from(bytes).toString());
			expect(kept.join() + stripped.join()).not.toContain(person);
		}),
	);
});
