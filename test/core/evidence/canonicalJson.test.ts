import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import reference from 'canonicalize';
import fc from 'fast-check';

import type { TriageError } from '../../../core';
import { canonicalize, jcs, parseCanonical } from '../../../core';

const vectors = join(__dirname, '../../vectors/rfc8785/testdata');
const bytesOf = (text: string) => Buffer.from(text);
const codeOf = (work: () => unknown) => {
	try {
		work();
		return null;
	} catch (error) {
		return (error as TriageError).code;
	}
};

describe('RFC 8785', () => {
	test.each(readdirSync(join(vectors, 'input')))('writes %s as the published bytes', (file) => {
		const input = JSON.parse(readFileSync(join(vectors, 'input', file), 'utf8')) as unknown;
		const hex = readFileSync(join(vectors, 'outhex', file.replace('.json', '.txt')), 'utf8').replace(/\s/g, '');
		expect(bytesOf(jcs(input)).toString('hex')).toBe(hex);
	});

	test('writes any JSON value as the reference implementation does', () => {
		fc.assert(fc.property(fc.jsonValue(), (value) => expect(jcs(value)).toBe(reference(value))));
	});
});

describe('the strict profile', () => {
	const strictValue = fc.letrec((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small' },
			fc.maxSafeInteger().map((number) => number || 0),
			fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000')),
			fc.boolean(),
			fc.constant(null),
			fc.array(tie('value')),
			fc.dictionary(
				fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000')),
				tie('value'),
			),
		),
	})).value;

	test('reads back what it writes, and writes it the same again', () => {
		fc.assert(
			fc.property(strictValue, (value) => {
				const text = canonicalize(value);
				expect(canonicalize(parseCanonical(bytesOf(text)))).toBe(text);
				expect(text).toBe(jcs(value));
			}),
		);
	});

	test.each([
		['a fraction', 0.5],
		['an unsafe number', 2 ** 53],
		['minus zero', -0],
		['not a number', Number.NaN],
		['infinity', Number.POSITIVE_INFINITY],
		['undefined', undefined],
		['a function', () => 1],
		['a bigint', 1n],
		['a date', new Date(0)],
		['a map', new Map()],
		['half of a surrogate pair', '\ud800'],
		['half of a surrogate pair as a key', { '\udc00': 1 }],
		['U+0000', 'a\u0000b'],
		['a hole in a list', Array(1)],
		['65 levels', Array.from({ length: 65 }).reduce<unknown>((inner) => [inner], 1)],
	])('refuses %s', (_, value) => {
		expect(codeOf(() => canonicalize({ held: value }))).toBe('EVIDENCE_INVALID');
	});

	test('names the place of what it refuses', () => {
		expect(() => canonicalize({ a: [{ 'b/c': 0.5 }] })).toThrow(
			"The value at '/a/0/b~1c' is 0.5 and not a safe whole number",
		);
	});

	test('keeps a __proto__ key as any other', () => {
		const value = JSON.parse('{"__proto__":{"a":1}}') as unknown;
		expect(canonicalize(value)).toBe('{"__proto__":{"a":1}}');
	});

	test.each([
		['a duplicate key', '{"a":1,"a":1}'],
		['another key order', '{"b":1,"a":1}'],
		['white space', '{"a": 1}'],
		['a trailing line feed', '{"a":1}\n'],
		['1.0', '{"a":1.0}'],
		['1e0', '{"a":1e0}'],
		['an escape that is not needed', '{"a":"\\u0061"}'],
		['a byte order mark', '\ufeff{"a":1}'],
		['a fraction', '{"a":0.5}'],
		['no JSON', '{"a":'],
	])('does not read %s', (_, text) => {
		expect(codeOf(() => parseCanonical(bytesOf(text)))).toBe('EVIDENCE_INVALID');
	});

	test('reads exactly what is written again as it was, whatever the text is', () => {
		const scalar = fc.oneof(
			fc.constantFrom('0', '-0', '1', '-7', '1.5', '1e2', '9007199254740992', 'true', 'null', '""', '"a"', '"é"'),
			fc.constantFrom('"\\u0001"', '"\\u0041"', '"\\ud800"', '"\\u0000"', '"\\n"', '"\\/"', '"\u2028"'),
		);
		const key = fc.constantFrom('"a"', '"b"', '"10"', '"9"', '"__proto__"', '"toJSON"', '"\\u0061"', '"é"', '""');
		const { text } = fc.letrec<{ text: string }>((tie) => ({
			text: fc.oneof(
				{ depthSize: 'small', withCrossShrink: true },
				scalar,
				fc.array(tie('text'), { maxLength: 3 }).map((members) => `[${members.join(',')}]`),
				fc
					.array(fc.tuple(key, tie('text')), { maxLength: 3 })
					.map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`),
			),
		}));
		const isCanonical = (written: string) => {
			try {
				return canonicalize(JSON.parse(written)) === written;
			} catch {
				return false;
			}
		};
		let canonicalCount = 0;
		fc.assert(
			fc.property(text, (written) => {
				canonicalCount += Number(isCanonical(written));
				const code = codeOf(() => parseCanonical(bytesOf(written)));
				expect(code).toBe(isCanonical(written) ? null : 'EVIDENCE_INVALID');
			}),
			{ numRuns: 5000 },
		);
		expect(canonicalCount).toBeGreaterThan(500);
	});

	test('takes 64 levels and refuses 65', () => {
		const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
		expect(codeOf(() => parseCanonical(bytesOf(nested(64))))).toBeNull();
		expect(codeOf(() => parseCanonical(bytesOf(nested(65))))).toBe('EVIDENCE_INVALID');
	});

	test('does not read bytes that are not UTF-8', () => {
		expect(codeOf(() => parseCanonical(Buffer.from([0x22, 0xff, 0x22])))).toBe('EVIDENCE_INVALID');
	});
});

test('a value nested too deep for the stack is refused, not crashed on', () => {
	const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 1);
	expect(codeOf(() => jcs(deep))).toBe('EVIDENCE_INVALID');
	expect(codeOf(() => canonicalize(deep))).toBe('EVIDENCE_INVALID');
});
