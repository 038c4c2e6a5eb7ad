import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileContract, type Problem, type SchemaDraft } from '../../../core/gate';
import { contentWords } from '../../../core/gate/describeContents';
import { valueWords } from '../../../core/gate/describeValues';

interface Example {
	keyword: string;
	draft: SchemaDraft;
	schema: object;
	input: unknown;
	label: Problem['label'];
	message: string;
	fix: string;
}

/** At least one example of every keyword, to be read aloud. */
const examples = JSON.parse(readFileSync(join(__dirname, 'keywordExamples.json'), 'utf8')) as Example[];

const formats: [format: string, input: unknown, message: string, fix: string][] = [
	['byte', 'x', 'at is "x" but must be Base64 text', 'Write at like SGVsbG8='],
	['date', 'x', 'at is "x" but must be a date', 'Write at like 2025-04-17'],
	['date-time', 'x', 'at is "x" but must be a date and time with a time zone', 'Write at like 2025-04-17T09:30:00Z'],
	['duration', 'x', 'at is "x" but must be an ISO 8601 duration', 'Write at like PT30M'],
	['hostname', '-', 'at is "-" but must be a host name', 'Write at like shop.example.com'],
	['int32', 3e9, 'at is 3000000000 but must be a whole number of 32 bits', 'Write at like 17'],
	['ipv4', 'x', 'at is "x" but must be an IPv4 address', 'Write at like 192.0.2.1'],
	['ipv6', 'x', 'at is "x" but must be an IPv6 address', 'Write at like 2001:db8::1'],
	['json-pointer', 'x', 'at is "x" but must be a JSON Pointer', 'Write at like /customer/email'],
	['regex', '(', 'at is "(" but must be a regular expression', 'Write at like ^INV-[0-9]+$'],
	['time', 'x', 'at is "x" but must be a time of day with a time zone', 'Write at like 09:30:00Z'],
	['uri', 'x', 'at is "x" but must be a URI', 'Write at like https://example.com/orders'],
	['uri-reference', '\\', 'at is "\\\\" but must be a URI reference', 'Write at like /orders/17'],
	['uri-template', '{', 'at is "{" but must be a URI template', 'Write at like /orders/{id}'],
	['uuid', 'x', 'at is "x" but must be a UUID', 'Write at like 123e4567-e89b-12d3-a456-426614174000'],
];

function problemsOf(draft: SchemaDraft, schema: object, input: unknown): Problem[] {
	return compileContract({ id: 'wording', kind: 'json_schema', draft, schema }).check(input).problems;
}

describe('problems in words', () => {
	it.each(examples)('$keyword, $draft: $message', ({ keyword, draft, schema, input, label, message, fix }) => {
		expect(problemsOf(draft, schema, input)).toMatchObject([{ keyword, label, message, fix }]);
	});

	it('have an example of every keyword that has words', () => {
		const keywords = [...Object.keys(valueWords), ...Object.keys(contentWords)].filter(
			(name) => name !== 'false schema',
		);
		expect(examples.map(({ keyword }) => keyword)).toEqual(expect.arrayContaining(keywords));
	});

	it.each(formats)('format %s', (format, input, message, fix) => {
		const schema = { properties: { at: { format } } };
		expect(problemsOf('2020-12', schema, { at: input })).toMatchObject([{ label: 'schema.type', message, fix }]);
	});

	it('use none of the words that frighten, and no full stop', () => {
		const texts = examples.flatMap(({ message, fix }) => [message, fix]);
		for (const text of [...texts, ...formats.flatMap(([, , message, fix]) => [message, fix])]) {
			expect(text).not.toMatch(/\b(error|problem|failure|mistake|please|invalid)\b|\.$/i);
		}
	});
});

describe('what was found', () => {
	const find = (value: unknown) =>
		problemsOf('2020-12', { properties: { x: { enum: ['q'] } } }, { x: value })[0]?.found;

	it.each([
		['', '""'],
		['a "b"\n', '"a \\"b\\"\\n"'],
		[5, '5'],
		[true, 'true'],
		[null, 'empty (null)'],
		[[], 'an empty list'],
		[[1], 'a list of 1 entry'],
		[{ a: 1, b: 2 }, 'an object with 2 fields'],
		['\ud800', '"\\ud800"'],
	])('%j is told as %s', (value, found) => {
		expect(find(value)).toBe(found);
	});

	it.each(['x'.repeat(10_000), '👍'.repeat(50), '\n'.repeat(60), `x${'👍'.repeat(50)}`, '\ud800'.repeat(50)])(
		'a long text is cut to 80 characters, and no pair of surrogates is',
		(value) => {
			const found = find(value) ?? '';
			expect(found.length).toBeLessThanOrEqual(80);
			expect(found.length).toBeGreaterThan(70);
			expect(found).toMatch(/…"$/);
			expect(found.isWellFormed()).toBe(true);
		},
	);

	it.each([
		'password',
		'userPassword',
		'API_KEY',
		'api key',
		'x-api-key',
		'Authorization',
		'accessToken',
		'client_secret',
		'cardNumber',
		'card',
		'cvv',
		'IBAN',
		'pin',
	])('a value under %s is hidden', (name) => {
		const schema = { properties: { [name]: { enum: ['q'] }, [`${name}s`]: true }, additionalProperties: true };
		const [problem] = problemsOf('2020-12', schema, { [name]: 'hunter2' });
		expect(problem).toMatchObject({ found: '(hidden)' });
		expect(JSON.stringify(problem)).not.toContain('hunter2');
	});

	it.each(['discard', 'spinner', 'cardinality', 'company', 'passenger'])('a value under %s is shown', (name) => {
		const [problem] = problemsOf('2020-12', { properties: { [name]: { enum: ['q'] } } }, { [name]: 'hunter2' });
		expect(problem?.found).toBe('"hunter2"');
	});
});

describe('what is allowed', () => {
	it.each([
		[['a', 'b c'], 'a, b c'],
		[['5', 5, 'true', true, null], '"5", 5, "true", true, null'],
		[['', ' a', 'x,y'], '"", " a", "x,y"'],
		[[{ a: 1 }, [2]], '{"a":1}, [2]'],
		[
			Array.from({ length: 25 }, (_, index) => `v${index}`),
			`${Array.from({ length: 20 }, (_, index) => `v${index}`).join(', ')} and 5 more`,
		],
	])('%j reads %s', (values, allowed) => {
		expect(problemsOf('2020-12', { properties: { x: { enum: values } } }, { x: 'other' })).toMatchObject([{ allowed }]);
	});
});
