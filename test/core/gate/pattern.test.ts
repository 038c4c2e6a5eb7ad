import fc from 'fast-check';
import { compilePattern } from '../../../core/gate/pattern';

function matches(source: string, text: string): boolean {
	const result = compilePattern(source);
	if ('reason' in result) throw new Error(result.reason);
	return result.pattern.test(text);
}

const sources = [
	'^.$',
	'^[^]$',
	'[]',
	'^\\s+$',
	'^\\S$',
	'^[\\s\\d]$',
	'^[^\\s]$',
	'^[\\S]$',
	'^\\w\\W$',
	'\\bfoo\\B',
	'^\\p{L}+$',
	'^\\P{Lu}$',
	'^[\\p{Script=Greek}x-z]$',
	'^\\u{1F600}$',
	'^\\uD83D\\uDE00$',
	'^\\u0041\\x42\\cJ\\0$',
	'^[\\b\\-\\]\\\\^]$',
	'^[[]$',
	'^[a-]$',
	'^(?<year>\\d{4})-(?:\\d\\d)$',
	'^a{2,3}?$',
	'a|b|$',
	'^\\/\\.\\*\\{\\}$',
	'^(?i:abc)D$',
	'^\\t\\v\\f\\r\\n$',
	'^👍{2}$',
	'^[👍-👏]$',
	'^"#%&,:;<=>@_`~ \'!-$',
];
const texts = [
	...[
		'',
		'a',
		'ab',
		'A\u0042\n\0',
		'foobar',
		'foo',
		' ',
		'\u00a0',
		'\ufeff\u2028',
		'\n',
		'\r',
		'\u2029',
		'5',
		'é',
		'ß',
	],
	...['😀', '👍', '👍👍', '\ud83d', '\ude00', 'γ', 'y', 'Z', '\b', '-', ']', '\\', '^', '[', '2025-04', 'aa', 'aaa'],
	...['/.*{}', 'abcD', 'ABCD', 'abcd', '\t\v\f\r\n', '_x', 'x ', 'a ', '"#%&,:;<=>@_`~ \'!-'],
];

describe('a pattern', () => {
	it.each(sources)('%s matches what it matches in JavaScript', (source) => {
		for (const text of texts) {
			expect([text, matches(source, text)]).toEqual([text, new RegExp(source, 'u').test(text)]);
		}
	});

	it('matches what it matches in JavaScript, for made-up patterns and texts', () => {
		const atom = fc.constantFrom(
			'a',
			'b',
			'.',
			'\\d',
			'\\s',
			'[ab]',
			'[^a]',
			'(a|b)',
			'(?:ab)',
			'\\u{1F600}',
			'😀',
			'^',
			'$',
		);
		const piece = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}'));
		const pattern = fc
			.array(piece, { maxLength: 6 })
			.map((pieces) => pieces.map(([one, repeat]) => (one === '^' || one === '$' ? one : one + repeat)).join(''));
		const unit = fc.constantFrom('a', 'b', '1', ' ', '\n', '\u00a0', '😀', '\ud83d', '\ude00');
		fc.assert(
			fc.property(pattern, fc.array(unit, { maxLength: 8 }), (source, units) => {
				expect(matches(source, units.join(''))).toBe(new RegExp(source, 'u').test(units.join('')));
			}),
			{ numRuns: 500 },
		);
	});

	it.each([
		['(?i)^inv', 'INV-1'],
		['^[[:alpha:]]+$', 'abc'],
		['^\\d{3}\\-\\d$', '123-4'],
		['\\Aabc\\z', 'abc'],
		['(?P<x>a)', 'a'],
	])('%s is read as RE2 has it, because it means nothing in JavaScript', (source, text) => {
		expect(matches(source, text)).toBe(true);
	});

	it.each([
		['(?=a)', 'looks around with (?='],
		['a(?!b)', 'looks around with (?!'],
		['(?<=a)b', 'looks around with (?<='],
		['(?<!a)b', 'looks around with (?<!'],
		['(a)\\1', 'refers back to a group with \\1'],
		['(?<x>a)\\k<x>', 'refers back to a group with \\k'],
		['a{0,1001}', 'repeats more than 1,000 times with {0,1001}'],
		['(a{500}){500}', 'is too large to run in linear time'],
		['(?s:.)', 'sets the options s'],
		['(', 'is not a regular expression'],
		['[b-a]', 'is not a regular expression'],
		['*', 'is not a regular expression'],
		['(?>a)', 'is not a regular expression'],
	])('%s is refused: it %s', (source, reason) => {
		expect(compilePattern(source)).toMatchObject({ reason, fix: expect.any(String) });
	});

	it('takes a pattern that looks like one with a look-around', () => {
		expect(matches('[(?=a)]', '=')).toBe(true);
		expect(matches('\\(\\?=', '(?=')).toBe(true);
	});

	it.each(['^(a+)+$', '^(a|a)*$', '^(.*a){20}$', '(x+x+)+y'])('%s runs in linear time', (source) => {
		const text = `${'ax'.repeat(50_000)}!`;
		expect(matches(source, text)).toBe(false);
	});
});
