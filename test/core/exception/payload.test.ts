import { itemDigest, keepPayload, maxPartBytes, readPayload } from '../../../core';

const again = (item: unknown) => {
	const { pieces } = keepPayload(item);
	return readPayload([...pieces].reverse(), pieces.length);
};

const deep = (levels: number): unknown => {
	let value: unknown = 1;
	for (let level = 0; level < levels; level += 1) value = { a: value };
	return value;
};

describe('the item that failed', () => {
	test.each([
		['plain', { id: 'T-1', tags: ['a', 'b'], amount: 12.5, none: null }],
		['with the name of a prototype', JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')],
		['with half a surrogate pair', { text: 'a\ud83d' }],
		['empty', {}],
		['larger than one piece', { text: 'é'.repeat(maxPartBytes) }],
	])('comes back as it was: %s', (_, item: unknown) => {
		expect(again(item)).toEqual(item);
		expect(keepPayload(item).digest).toBe(itemDigest(item));
	});

	test('is kept in pieces that the log takes', () => {
		const { pieces } = keepPayload({ text: 'x'.repeat(2 * maxPartBytes) });
		expect(pieces.map(({ name }) => name)).toEqual(['payload', 'payload-2', 'payload-3']);
		expect(Math.max(...pieces.map(({ bytes }) => bytes.length))).toBe(maxPartBytes);
		expect(readPayload(pieces.slice(1), 3)).toBeNull();
	});

	test('is not kept when it is too large or nested too deep; what it was can be told by its digest', () => {
		expect(keepPayload(deep(500))).toEqual({ digest: itemDigest(deep(500)), pieces: [], stripped: [] });
		expect(keepPayload(deep(100_000))).toEqual({ digest: null, pieces: [], stripped: [] });
		expect(keepPayload({ text: 'x'.repeat(32 * maxPartBytes) })).toMatchObject({ pieces: [] });
	});

	test('is kept without secrets, and the digest is of the item as it came', () => {
		const item = { headers: { authorization: 'Bearer abcdefgh12345' }, id: 1 };
		expect(again(item)).toEqual({ headers: { authorization: '[hidden]' }, id: 1 });
		expect(keepPayload(item)).toMatchObject({ digest: itemDigest(item), stripped: ['item.headers.authorization'] });
	});
});
