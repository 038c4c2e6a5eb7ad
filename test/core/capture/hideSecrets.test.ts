import fc from 'fast-check';

import { defaultHiddenFields, hideSecrets } from '../../../core';

const hide = (value: unknown, fields = defaultHiddenFields) => {
	const { values, stripped } = hideSecrets({ request: value }, fields);
	return { value: values.request, stripped };
};
const secret = 'S3CR3T-d41d8cd98f00';

describe('hides a secret', () => {
	test.each<[string, unknown]>([
		['under its name', { password: secret }],
		['in capitals', { AUTHORIZATION: secret }],
		['in camel case, inside a longer name', { userApiKeyForBilling: secret }],
		['with separators', { 'X-Api_Key': secret }],
		['with accents and full-width letters', { pásswörd: secret, ｔｏｋｅｎ: secret }],
		['in a name with invisible characters', { 'to\u200bken': secret }],
		['deep inside', { a: [{ b: [[{ accessToken: secret }]] }] }],
		['as an object', { card: { number: secret, expires: { year: secret } } }],
		['as a list', { cookies: [secret, [secret]] }],
		['as a list of names and values', { headers: [{ name: 'Authorization', value: secret }] }],
		['as a list of keys and values in other words', { fields: [{ Key: 'api-key', Val: secret }] }],
		['as pairs', { headers: [['Authorization', secret]] }],
		['as raw headers', ['Host', 'x', 'Authorization', secret]],
		['in JSON inside of text', { body: JSON.stringify({ a: [{ password: secret }] }) }],
		['in JSON inside of JSON', { body: JSON.stringify({ b: JSON.stringify({ password: secret }) }) }],
		['in JSON text of JSON text', { body: JSON.stringify(JSON.stringify({ password: secret })) }],
		['in JSON that is cut off', { body: `{"a": 1, "password": "${secret}", "b": ` }],
		['in escaped JSON that is cut off', { body: `x {\\"password\\":\\"${secret}\\"` }],
		['in a query', { url: `https://crm.example/a?x=1&access_token=${secret}&y=2` }],
		['in a query with escapes', { url: `https://crm.example/a?api%5Fkey=${secret}` }],
		['in a form', { body: `user=ada&password=${secret}` }],
		['in a nested form name', { body: `user[password]=${secret}` }],
		['in header text', { raw: `Host: a\r\nAuthorization: Bearer ${secret}\r\n\r\nhello` }],
		['in a command', { note: `curl -H "Authorization: Bearer ${secret}" https://a.example` }],
		['after other names on the line', { note: `tried: yes, password: ${secret}` }],
		['after the scheme of HTTP authentication', { note: `sent Bearer ${secret} there` }],
		['in a URL before its host', { url: `https://ada:${secret}@crm.example/` }],
		['in XML', { body: `<a><Password type="text">${secret}</Password></a>` }],
		['in CDATA', { body: `<Password><![CDATA[${secret}]]></Password>` }],
		['repeated in another field', { token: secret, message: `The token ${secret} has expired` }],
		['repeated as a name', { token: secret, [secret]: 1 }],
		['repeated without its scheme', { authorization: `Token ${secret}`, echo: secret }],
		['from a toJSON', { a: { toJSON: () => ({ password: secret }) } }],
		['under hostile names', JSON.parse(`{"__proto__":{"token":"${secret}"},"constructor":{"secret":"${secret}"}}`)],
	])('%s', (_, value) => {
		const { value: hidden, stripped } = hide(value);
		expect(JSON.stringify(hidden)).not.toContain(secret);
		expect(stripped.length).toBeGreaterThan(0);
		expect(stripped.join()).not.toContain(secret);
	});

	test('that is a number, and again where it stands alone', () => {
		expect(hide({ card: 4111111111111111, last: 4111111111111111 }).value).toEqual({
			card: '[hidden]',
			last: '[hidden]',
		});
	});

	test('in the answer to the request that held it', () => {
		const { values } = hideSecrets({ request: { token: secret }, response: `unknown: ${secret}` }, 'token');
		expect(values.response).toBe('unknown: [hidden]');
	});

	test('wherever it is, in whatever it is wrapped', () => {
		const names = ['password', 'Set-Cookie', 'X_API_KEY', 'clientSecret', 'refresh token', 'PRIVATE-KEY'];
		const plain = fc.constantFrom('a', 'items', '__proto__', 'constructor', 'toString', '', '0');
		const wrap = fc.oneof(
			fc.tuple(fc.constant('object'), plain),
			fc.constant(['list', ''] as [string, string]),
			fc.constant(['json', ''] as [string, string]),
			fc.constant(['pair', ''] as [string, string]),
		);
		const wrapped = fc.tuple(fc.constantFrom(...names), fc.array(wrap, { maxLength: 8 }), fc.jsonValue());
		fc.assert(
			fc.property(wrapped, ([name, wraps, beside]) => {
				const innermost: unknown = { [name]: secret };
				const value = wraps.reduce((held, [kind, key]) => {
					if (kind === 'list') return [beside, held];
					if (kind === 'json') return JSON.stringify(held);
					if (kind === 'pair') return [{ name, value: held }];
					const object = { beside };
					Object.defineProperty(object, key, { value: held, enumerable: true });
					return object;
				}, innermost);
				expect(JSON.stringify(hide(value).value)).not.toContain(secret);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('keeps', () => {
	test.each<[string, unknown]>([
		['what is not hidden', { a: 1, b: ['x', null, true], c: { d: 1.5 }, e: '' }],
		['switches, nulls and empty text under a hidden name', { has_token: true, password: '', secret: null }],
		['text that only looks like JSON', { a: '{not json', b: '[1, 2', c: ' { "a" : 1 } ' }],
		['plain sentences', { a: 'The customer wrote at 10:30: it works = fine <b>now</b>' }],
		['a list of words', ['alpha', 'beta']],
		['members of any name', JSON.parse('{"__proto__":{"a":1},"constructor":2}')],
	])('%s', (_, value) => {
		expect(hide(value)).toEqual({ value, stripped: [] });
	});

	test('everything when nothing is to be hidden', () => {
		expect(hide({ password: 'x' }, '').value).toEqual({ password: 'x' });
	});

	test('what JSON.stringify would keep of values that are not JSON', () => {
		const value = { at: new Date(0), no: undefined, f: () => 1, big: 10n, nan: NaN, list: [undefined] };
		expect(hide(value).value).toEqual({ at: '1970-01-01T00:00:00.000Z', big: '10', nan: null, list: [null] });
	});
});

test.each([
	['customer.iban', { customer: { IBAN: 'x' } }, { customer: { IBAN: '[hidden]' } }],
	[
		'customer.iban',
		{ body: { customer: { iban: 'x' } }, iban: 'y' },
		{ body: { customer: { iban: '[hidden]' } }, iban: 'y' },
	],
	['orders[].note', { orders: [{ note: 'x' }] }, { orders: [{ note: '[hidden]' }] }],
	[
		'orders.0.note\nextra',
		{ orders: [{ note: 'x' }], extra: 'y' },
		{ orders: [{ note: '[hidden]' }], extra: '[hidden]' },
	],
])('%s means the field at the end of the path', (fields, value, expected) => {
	expect(hide(value, fields).value).toEqual(expected);
});

test('says where something was hidden, without what could be personal data', () => {
	const value = { headers: { Authorization: 'Bearer abcdefgh' }, users: [{ 'ada@example.com': { token: 'abc' } }] };
	expect(hide(value).stripped).toEqual(['request.headers.Authorization', 'request.users.*.*.token']);
});

test('says of 1,000 places the first ones and how many more there are', () => {
	const { stripped } = hide(Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`token${at}`, 'x'])));
	expect(stripped.length).toBeLessThanOrEqual(100);
	expect(stripped.join('').length).toBeLessThan(4000);
	expect(stripped.at(-1)).toMatch(/^and 9\d\d more$/);
});

describe('refuses what is nested too deep', () => {
	const deep = (depth: number) => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth)) as unknown;
	const ring: Record<string, unknown> = {};
	ring.self = ring;
	test.each<[string, unknown]>([
		['objects', deep(101)],
		['objects far beyond the stack', deep(5000)],
		['lists', JSON.parse('['.repeat(102) + ']'.repeat(102))],
		['a value that holds itself', ring],
		['below a hidden name', { token: deep(5000) }],
	])('%s', (_, value) => {
		expect(() => hide(value)).toThrow(expect.objectContaining({ code: 'EVIDENCE_INVALID' }));
	});

	test('and takes 100 levels', () => expect(hide(deep(99)).stripped).toEqual([]));
});

test.each([
	['names', 'a'.repeat(1_000_000)],
	['names with an end', `${'a.'.repeat(500_000)}!`],
	['spaces', `a${' '.repeat(1_000_000)}b`],
	['assignments', 'a='.repeat(500_000)],
	['brackets', '<a '.repeat(300_000)],
	['slashes', '://a'.repeat(250_000)],
	['schemes', 'bearer '.repeat(150_000)],
	['tokens', 'token='.repeat(150_000)],
])('reads 1 MB of %s in time', (_, text) => {
	// The processor's time: what else the machine does is no concern of it.
	const from = process.cpuUsage();
	hide({ text });
	expect(process.cpuUsage(from).user / 1000).toBeLessThan(3000);
});
