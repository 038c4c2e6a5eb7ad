import { compileContract, type Problem, type SchemaDraft } from '../../../core/gate';

type Example = [keyword: string, schema: object, input: unknown, label: Problem['label'], message: string, fix: string];

/** One example of every keyword, to be read aloud. */
const draft202012: Example[] = [
	[
		'additionalProperties',
		{ properties: { customer: { additionalProperties: false } } },
		{ customer: { phone: '555' } },
		'schema.type',
		'customer.phone is not a field of the contract, which allows no others',
		'Remove customer.phone from the ticket, or add it to the contract',
	],
	[
		'anyOf',
		{ anyOf: [{ required: ['email'] }, { required: ['phone'] }] },
		{},
		'schema.required',
		'The item fits none of the 2 forms that the contract allows: email is missing, or phone is missing',
		'Change the item so that it fits one of the 2 forms',
	],
	[
		'const',
		{ properties: { kind: { const: 'ticket' } } },
		{ kind: 'order' },
		'rule.enum',
		'kind is "order" but must be ticket',
		'Set kind to ticket',
	],
	[
		'contains',
		{ properties: { tags: { contains: { type: 'number' } } } },
		{ tags: ['a'] },
		'rule.range',
		'tags must have at least 1 entry of the kind that the contract describes',
		'Add entries of that kind in tags',
	],
	[
		'contains',
		{ properties: { tags: { contains: { type: 'number' }, minContains: 0, maxContains: 1 } } },
		{ tags: [1, 2] },
		'rule.range',
		'tags must have at most 1 entry of the kind that the contract describes',
		'Add or remove entries of that kind in tags',
	],
	[
		'contains',
		{ properties: { tags: { contains: { type: 'number' }, minContains: 2, maxContains: 3 } } },
		{ tags: [1] },
		'rule.range',
		'tags must have 2 to 3 entries of the kind that the contract describes',
		'Add or remove entries of that kind in tags',
	],
	[
		'dependentRequired',
		{ dependentRequired: { email: ['phone'] } },
		{ email: 'a' },
		'schema.required',
		'phone is missing and is needed because email is given',
		'Add phone to the ticket, or remove email',
	],
	[
		'required',
		{ dependentSchemas: { email: { required: ['phone'] } } },
		{ email: 'a' },
		'schema.required',
		'phone is missing',
		'Add phone to the ticket, or mark the field as not required',
	],
	[
		'enum',
		{ properties: { type: { enum: ['billing', 'technical', 'account'] } } },
		{ type: 'refnd' },
		'rule.enum',
		'type is "refnd" but must be one of billing, technical, account',
		'Set type to one of billing, technical, account',
	],
	[
		'exclusiveMaximum',
		{ properties: { amount: { exclusiveMaximum: 100 } } },
		{ amount: 100 },
		'rule.range',
		'amount is 100 but must be less than 100',
		'Set amount to less than 100',
	],
	[
		'exclusiveMinimum',
		{ properties: { amount: { exclusiveMinimum: 0 } } },
		{ amount: 0 },
		'rule.range',
		'amount is 0 but must be more than 0',
		'Set amount to more than 0',
	],
	[
		'false',
		{ properties: { legacy: false } },
		{ legacy: 'x' },
		'schema.type',
		'legacy is "x" but must not be there',
		'Remove legacy from the ticket',
	],
	[
		'format',
		{ properties: { customer: { properties: { email: { format: 'email' } } } } },
		{ customer: { email: 'ada' } },
		'schema.type',
		'customer.email is "ada" but must be an email address',
		'Write customer.email like ada@example.com',
	],
	[
		'required',
		{ if: { properties: { vip: { const: true } } }, then: { required: ['manager'] } },
		{ vip: true },
		'schema.required',
		'manager is missing',
		'Add manager to the ticket, or mark the field as not required',
	],
	[
		'items',
		{ properties: { tags: { prefixItems: [true], items: false } } },
		{ tags: [1, 2] },
		'rule.range',
		'tags has 2 entries but may have at most 1',
		'Remove entries from tags until it has at most 1 entry',
	],
	[
		'maxItems',
		{ properties: { tags: { maxItems: 1 } } },
		{ tags: [1, 2] },
		'rule.range',
		'tags has 2 entries but may have at most 1',
		'Remove entries from tags until it has at most 1 entry',
	],
	[
		'maxLength',
		{ properties: { subject: { maxLength: 5 } } },
		{ subject: 'Refund 👍' },
		'rule.range',
		'subject has 8 characters but may have at most 5',
		'Shorten subject to at most 5 characters',
	],
	[
		'maxProperties',
		{ properties: { customer: { maxProperties: 1 } } },
		{ customer: { a: 1, b: 2 } },
		'rule.range',
		'customer has 2 fields but may have at most 1',
		'Remove fields from customer until it has at most 1 field',
	],
	[
		'maximum',
		{ properties: { amount: { maximum: 100 } } },
		{ amount: 101 },
		'rule.range',
		'amount is 101 but must be at most 100',
		'Set amount to 100 or less',
	],
	[
		'minItems',
		{ properties: { tags: { minItems: 2 } } },
		{ tags: ['a'] },
		'rule.range',
		'tags has 1 entry but needs at least 2',
		'Add entries to tags until it has at least 2 entries',
	],
	[
		'minLength',
		{ properties: { subject: { minLength: 5 } } },
		{ subject: 'Hi' },
		'rule.range',
		'subject has 2 characters but needs at least 5',
		'Write at least 5 characters in subject',
	],
	[
		'minProperties',
		{ properties: { customer: { minProperties: 1 } } },
		{ customer: {} },
		'rule.range',
		'customer has 0 fields but needs at least 1',
		'Add fields to customer until it has at least 1 field',
	],
	[
		'minimum',
		{ properties: { amount: { minimum: 0 } } },
		{ amount: -5 },
		'rule.range',
		'amount is -5 but must be at least 0',
		'Set amount to 0 or more',
	],
	[
		'multipleOf',
		{ properties: { amount: { multipleOf: 0.5 } } },
		{ amount: 5.3 },
		'rule.range',
		'amount is 5.3 but must be a multiple of 0.5',
		'Round amount to a multiple of 0.5',
	],
	[
		'not',
		{ properties: { status: { not: { const: 'closed' } } } },
		{ status: 'closed' },
		'unknown',
		'status is "closed", which the contract rules out',
		'Change status to something that the contract does not rule out',
	],
	[
		'oneOf',
		{ properties: { id: { oneOf: [{ minimum: 1 }, { minimum: 2 }] } } },
		{ id: 5 },
		'unknown',
		'id fits forms 1 and 2 of the contract but must fit exactly one',
		'Change id so that it fits only one of the forms',
	],
	[
		'pattern',
		{ properties: { order_id: { pattern: '^INV-\\d+$' } } },
		{ order_id: '12' },
		'rule.range',
		'order_id is "12" but must match the pattern ^INV-\\d+$',
		'Write order_id so that it matches the pattern ^INV-\\d+$',
	],
	[
		'pattern',
		{ properties: { subject: { pattern: '\\S' } } },
		{ subject: ' ' },
		'schema.required',
		'subject is blank',
		'Fill in subject, or mark the field as not required',
	],
	[
		'type',
		{ patternProperties: { '^x_': { type: 'string' } } },
		{ x_a: 1 },
		'schema.type',
		'x_a is the number 1 but must be text',
		'Send x_a as text',
	],
	[
		'propertyNames',
		{ properties: { labels: { propertyNames: { pattern: '^[a-z]+$' } } } },
		{ labels: { 'Big One': 1 } },
		'rule.range',
		'labels has a field named "Big One" but a field name must match the pattern ^[a-z]+$',
		'Rename the field "Big One"',
	],
	[
		'propertyNames',
		{ propertyNames: { maxLength: 3 } },
		{ long: 1 },
		'rule.range',
		'The item has a field named "long" but a field name may have at most 3 characters',
		'Rename the field "long"',
	],
	[
		'propertyNames',
		{ propertyNames: { anyOf: [{ const: 'a' }, { const: 'b' }] } },
		{ c: 1 },
		'rule.range',
		'The item has a field named "c" but a field name must be one that the contract allows',
		'Rename the field "c"',
	],
	[
		'required',
		{ properties: { customer: { required: ['email'] } } },
		{ customer: {} },
		'schema.required',
		'customer.email is missing',
		'Add customer.email to the ticket, or mark the field as not required',
	],
	[
		'type',
		{ properties: { amount: { type: 'number' } } },
		{ amount: '5' },
		'schema.type',
		'amount is text "5" but must be a number',
		'Send amount as a number, without quotes',
	],
	[
		'type',
		{ type: 'object' },
		[1, 2],
		'schema.type',
		'The item is a list of 2 entries but must be an object',
		'Send the item as an object',
	],
	[
		'type',
		{ properties: { paid: { type: ['boolean', 'null'] } } },
		{ paid: 'yes' },
		'schema.type',
		'paid is text "yes" but must be true or false',
		'Send paid as true or false',
	],
	[
		'unevaluatedItems',
		{ properties: { tags: { prefixItems: [true], unevaluatedItems: false } } },
		{ tags: [1, 2] },
		'rule.range',
		'tags has 2 entries but may have at most 1',
		'Remove entries from tags until it has at most 1 entry',
	],
	[
		'unevaluatedProperties',
		{ properties: { a: true }, unevaluatedProperties: false },
		{ a: 1, b: 2 },
		'schema.type',
		'b is not a field of the contract, which allows no others',
		'Remove b from the ticket, or add it to the contract',
	],
	[
		'uniqueItems',
		{ properties: { tags: { uniqueItems: true } } },
		{ tags: ['vip', 'new', 'vip'] },
		'rule.range',
		'tags[0] and tags[2] are the same but each entry must be different',
		'Remove tags[2]',
	],
];

const draft07: Example[] = [
	[
		'additionalItems',
		{ properties: { tags: { items: [true], additionalItems: false } } },
		{ tags: [1, 2] },
		'rule.range',
		'tags has 2 entries but may have at most 1',
		'Remove entries from tags until it has at most 1 entry',
	],
	[
		'dependencies',
		{ dependencies: { email: ['phone'] } },
		{ email: 'a' },
		'schema.required',
		'phone is missing and is needed because email is given',
		'Add phone to the ticket, or remove email',
	],
];

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
	it.each(draft202012)('%s, 2020-12: %j', (keyword, schema, input, label, message, fix) => {
		expect(problemsOf('2020-12', schema, input)).toMatchObject([{ keyword, label, message, fix }]);
	});

	it.each(draft07)('%s, draft-07: %j', (keyword, schema, input, label, message, fix) => {
		expect(problemsOf('draft-07', schema, input)).toMatchObject([{ keyword, label, message, fix }]);
	});

	it.each(formats)('format %s', (format, input, message, fix) => {
		const schema = { properties: { at: { format } } };
		expect(problemsOf('2020-12', schema, { at: input })).toMatchObject([{ label: 'schema.type', message, fix }]);
	});

	it('use none of the words that frighten, and no full stop', () => {
		const texts = [...draft202012, ...draft07].flatMap(([, , , , message, fix]) => [message, fix]);
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
