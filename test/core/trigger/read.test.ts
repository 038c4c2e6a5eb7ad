import fc from 'fast-check';

import {
	contentDigest,
	itemDigest,
	keyOfFields,
	readTrigger,
	type TriageError,
	type TriggerValues,
} from '../../../core';

const values = (more: Partial<TriggerValues> = {}): TriggerValues => ({
	source: 'help-desk',
	received_at: '2026-01-05T10:00:00+01:00',
	...more,
});
const messageOf = (work: () => unknown) => {
	try {
		work();
	} catch (error) {
		expect((error as TriageError).code).toBe('FIELD_INVALID');
		return (error as TriageError).message;
	}
	return null;
};

test('a trigger has its instant in UTC, and keys have defaults', () => {
	expect(readTrigger(values({ key: { value: 7 } }))).toEqual({
		source: 'help-desk',
		received_at: '2026-01-05T09:00:00.000Z',
		refused: null,
		contract: null,
		digest: null,
		key: { value: '7', window_seconds: 604_800, completes: 'on_open', lease_seconds: 3600 },
		subject: null,
	});
	expect(readTrigger(values({ key: null })).key).toBeNull();
	expect(readTrigger(values({ key: { value: 'k', window_seconds: null } })).key).toMatchObject({
		window_seconds: null,
	});
});

test.each<[Partial<TriggerValues>, string]>([
	[{ source: '' }, "'Source' is empty"],
	[{ source: { a: 1 } }, "'Source' is of type object; a text or a number is expected"],
	[{ source: 'x'.repeat(101) }, "'Source' is 101 characters long; at most 100 are kept"],
	[{ received_at: 'now' }, '\'Received At\' is "now"; a date and time is expected'],
	[{ received_at: 5 }, "'Received At' is no text; a date and time is expected"],
	[
		{ received_at: '9999-12-31T23:30:00-05:00' },
		'\'Received At\' is "9999-12-31T23:30:00-05:00"; a date and time is expected',
	],
	[{ key: { value: undefined } }, "'Duplicate Key' is empty"],
	[{ key: { value: ' ' } }, "'Duplicate Key' is empty"],
	[{ key: { value: true } }, "'Duplicate Key' is of type boolean; a text or a number is expected"],
	[{ key: { value: ['a'] } }, "'Duplicate Key' is a list; a text or a number is expected"],
	[{ key: { value: NaN } }, "'Duplicate Key' is NaN; a text or a number is expected"],
	[{ key: { value: 'a\u0000' } }, "'Duplicate Key' has characters that cannot be kept"],
	[{ key: { value: 'a\ud800' } }, "'Duplicate Key' has characters that cannot be kept"],
	[{ key: { value: 'x'.repeat(501) } }, "'Duplicate Key' is 501 characters long; at most 500 are kept"],
	[{ key: { value: 'k', window_seconds: 0 } }, "'Window' is 0 seconds; more than 0 and at most ten years are allowed"],
	[
		{ key: { value: 'k', window_seconds: NaN } },
		"'Window' is NaN seconds; more than 0 and at most ten years are allowed",
	],
	[
		{ key: { value: 'k', lease_seconds: 1e12 } },
		"'Lease' is 1000000000000 seconds; more than 0 and at most ten years are allowed",
	],
	[
		{ key: { value: 'k', completes: 'later' as 'on_open' } },
		'\'completes\' is "later"; allowed are at_once, on_open, on_close',
	],
])('%j is refused', (more, message) => {
	expect(messageOf(() => readTrigger(values(more)))).toBe(message);
});

describe('the digest of an item', () => {
	test('depends on the content and not on the order of keys', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (item) => {
				const turned = Object.fromEntries(Object.entries(item).reverse());
				expect(contentDigest(turned)).toBe(contentDigest(item));
				expect(contentDigest(item)).toBe(itemDigest(JSON.parse(JSON.stringify(item))));
				expect(contentDigest({ ...item, 'one more': 1 })).not.toBe(contentDigest(item));
			}),
		);
		expect(contentDigest({ a: 1, b: [1, 2] })).not.toBe(contentDigest({ a: 1, b: [2, 1] }));
		expect(contentDigest({ a: null })).not.toBe(contentDigest({}));
		expect(contentDigest({ a: '1' })).not.toBe(contentDigest({ a: 1 }));
	});

	test('leaves out what is to be ignored, without touching the item', () => {
		const item = { id: 1, meta: { attempt: 1, at: 'x' }, list: [{ at: 1 }, 2] };
		const copy = structuredClone(item);
		const ignore = ['meta.attempt', 'meta["at"]', 'list[0].at', 'absent.field', 'id.deeper'];
		expect(contentDigest(item, ignore)).toBe(contentDigest({ id: 1, meta: {}, list: [{}, 2] }));
		expect(item).toEqual(copy);
		expect(contentDigest({ a: [1, 2, 3] }, ['a[1]'])).toBe(contentDigest({ a: [1, 3] }));
	});

	test('takes hostile items, and names a path that cannot be read', () => {
		const hostile = JSON.parse('{"__proto__":{"x":1},"constructor":2,"a":"\\ud800\\u0000"}') as unknown;
		expect(contentDigest(hostile)).toMatch(/^sha256:[0-9a-f]{64}$/);
		expect(contentDigest(hostile, ['__proto__'])).toBe(contentDigest({ constructor: 2, a: '\ud800\u0000' }));
		expect(({} as { x?: number }).x).toBeUndefined();
		expect(contentDigest(undefined)).toBe(contentDigest(null));
		expect(contentDigest({ at: new Date(0) })).toBe(contentDigest({ at: '1970-01-01T00:00:00.000Z' }));
		expect(messageOf(() => contentDigest({}, ['a..b']))).toBe("The path 'a..b' has a dot without a name after it");
		const loop: Record<string, unknown> = {};
		loop.loop = loop;
		expect(messageOf(() => contentDigest(loop))).toBe('The item is nested too deep or holds itself');
		let deep: unknown = 1;
		for (let level = 0; level < 500; level += 1) deep = { deep };
		expect(contentDigest(deep)).toMatch(/^sha256:/);
		for (let level = 0; level < 100_000; level += 1) deep = { deep };
		expect(messageOf(() => contentDigest(deep))).toContain('nested too deep');
	});
});

describe('the key of chosen fields', () => {
	test('is that of their values, in the order of the paths', () => {
		const item = { node: 'HTTP', error: { message: 'timeout' }, at: 1 };
		const key = keyOfFields(item, ['node', 'error.message']);
		expect(key).toMatch(/^sha256:[0-9a-f]{64}$/);
		expect(keyOfFields({ ...item, at: 2 }, ['node', 'error.message'])).toBe(key);
		expect(keyOfFields(item, ['error.message', 'node'])).not.toBe(key);
		expect(keyOfFields({ ...item, node: 'Set' }, ['node', 'error.message'])).not.toBe(key);
	});

	test('tells an absent field from null, and is none when all are absent', () => {
		expect(keyOfFields({ a: null }, ['a', 'b'])).not.toBe(keyOfFields({ b: null }, ['a', 'b']));
		expect(keyOfFields({ a: 1 }, ['a', 'b'])).not.toBe(keyOfFields({ a: 1, b: null }, ['a', 'b']));
		expect(keyOfFields({}, ['a', 'toString', '__proto__'])).toBeNull();
		expect(keyOfFields({}, [])).toBeNull();
	});
});
