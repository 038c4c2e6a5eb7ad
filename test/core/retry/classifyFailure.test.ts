import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import { classifyFailure, readRetryAfter } from '../../../core';

const node = {
	id: '1',
	name: 'HTTP',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4,
	position: [0, 0],
	parameters: {},
} satisfies INode;
const verdictOf = (failure: unknown) => {
	const { verdict, label } = classifyFailure(failure);
	return [verdict, label];
};

test.each([
	[400, 'terminal', 'unknown'],
	[401, 'terminal', 'sys.auth'],
	[403, 'terminal', 'sys.auth'],
	[404, 'terminal', 'unknown'],
	[408, 'retryable', 'sys.timeout'],
	[409, 'terminal', 'write.conflict'],
	[422, 'terminal', 'unknown'],
	[425, 'retryable', 'unknown'],
	[429, 'retryable', 'unknown'],
	[500, 'retryable', 'sys.5xx'],
	[502, 'retryable', 'sys.5xx'],
	[503, 'retryable', 'sys.5xx'],
	[504, 'retryable', 'sys.5xx'],
	[599, 'retryable', 'sys.5xx'],
])('status %s is %s, with the label %s, in every form it comes in', (status, verdict, label) => {
	for (const failure of [
		{ statusCode: status, headers: {}, body: '' },
		{ status },
		{ httpCode: String(status) },
		{ error: { httpCode: String(status), message: 'x' } },
		{ json: { error: { response: { status } } } },
		new Error('wrapped', { cause: { response: { statusCode: status } } }),
		{ error: `Request failed with status code ${status}` },
		{ error: `${status} - {"detail": "no"}` },
		new NodeApiError(node, { message: 'x', httpCode: String(status) }),
		new NodeApiError(node, { message: 'x', response: { status } } as unknown as JsonObject),
	]) {
		expect(classifyFailure(failure)).toMatchObject({ verdict, label, status });
	}
});

test.each([
	['ETIMEDOUT', 'No answer in time (ETIMEDOUT)'],
	['ESOCKETTIMEDOUT', 'No answer in time (ESOCKETTIMEDOUT)'],
	['ECONNABORTED', 'No answer in time (ECONNABORTED)'],
	['UND_ERR_HEADERS_TIMEOUT', 'No answer in time (UND_ERR_HEADERS_TIMEOUT)'],
	['ECONNRESET', 'No connection (ECONNRESET)'],
	['ECONNREFUSED', 'No connection (ECONNREFUSED)'],
	['EAI_AGAIN', 'No connection (EAI_AGAIN)'],
	['UND_ERR_SOCKET', 'No connection (UND_ERR_SOCKET)'],
])('code %s is retryable, in every form it comes in', (code, reason) => {
	for (const failure of [
		{ code },
		Object.assign(new Error('x'), { code }),
		new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) }),
		{ error: { code } },
		{ error: `connect ${code} 10.0.0.1:443` },
		`${code}: no answer`,
		new NodeApiError(node, Object.assign(new Error('x'), { code }) as unknown as JsonObject),
		new NodeOperationError(node, Object.assign(new Error('x'), { code })),
	]) {
		expect(classifyFailure(failure)).toMatchObject({ verdict: 'retryable', label: 'sys.timeout', code, reason });
	}
});

test('an abort by a time limit is a timeout', () => {
	expect(verdictOf(new DOMException('x', 'TimeoutError'))).toEqual(['retryable', 'sys.timeout']);
});

test.each([
	['rate-limited', 'retryable', 'unknown'],
	['quota-exhausted', 'retryable', 'unknown'],
	['temporarily-unavailable', 'retryable', 'sys.5xx'],
	['credential-invalid', 'terminal', 'sys.auth'],
	['configuration-invalid', 'terminal', 'unknown'],
	['node-defect', 'terminal', 'unknown'],
] as const)('what a node declared goes first: %s', (cause, verdict, label) => {
	const error = new NodeApiError(node, { message: 'x' }, { httpCode: '500', failure: { cause } });
	expect(classifyFailure(error)).toMatchObject({ verdict, label, code: cause });
});

test.each([
	[
		{ status: 501, retryable: false },
		'terminal',
		'sys.5xx',
		'The service answered with status 501. By its own account asking again is no use',
	],
	[{ answer: { statusCode: 422 }, error: { retryable: true, statusCode: 422 } }, 'retryable', 'unknown', null],
	[{ retryable: true, code: 'ETIMEDOUT' }, 'retryable', 'sys.timeout', null],
	[{ retryable: false }, 'terminal', 'unknown', null],
	[{ status: 503, retryable: 'false' }, 'retryable', 'sys.5xx', null],
	[{ retryable: true, failure: { cause: 'credential-invalid' } }, 'terminal', 'sys.auth', null],
	[{ retryable: true, triage: { gate: { label: 'schema.required' } } }, 'terminal', 'schema.required', null],
])('what a connector says of another attempt goes before its status: %j', (failure, verdict, label, reason) => {
	expect(classifyFailure(failure)).toMatchObject({ verdict, label, ...(reason !== null && { reason }) });
});

test('a contract that is not met is terminal, with its label', () => {
	expect(verdictOf({ triage: { gate: { label: 'schema.required' } } })).toEqual(['terminal', 'schema.required']);
	expect(verdictOf({ label: 'rule.enum', status: 503 })).toEqual(['terminal', 'rule.enum']);
	expect(verdictOf({ label: 'sys.5xx', status: 404 })).toEqual(['terminal', 'unknown']);
});

test.each<unknown>([
	undefined,
	null,
	'',
	'It did not work, please retry later',
	'The service is receiving too many requests',
	'Order 503 was not found',
	0,
	503,
	[],
	{},
	{ status: 200 },
	{ status: 999 },
	{ status: '5xx' },
	{ status: { toString: () => '503' } },
	{ code: 'SOMETHING_ELSE' },
	{ code: '__proto__' },
	new Error('no idea'),
	// n8n leaves the status out of the JSON of its errors.
	JSON.parse(JSON.stringify(new NodeApiError(node, { message: 'x', statusCode: 503 }))),
	Symbol('x'),
	() => 0,
])('nothing is known of %p, so it is retryable once', (failure) => {
	expect(verdictOf(failure)).toEqual(['retryable_once', 'unknown']);
});

describe('a hostile failure is classified all the same', () => {
	const around: Record<string, unknown> = { message: 'x' };
	around.error = around;
	around.cause = [around, around];

	let deep: Record<string, unknown> = { status: 503 };
	for (let depth = 0; depth < 100_000; depth += 1) deep = { error: deep };

	const throwing = {
		get status(): number {
			throw new Error('no');
		},
		get error() {
			return { statusCode: 503 };
		},
	};
	const proxy = new Proxy(
		{},
		{
			get: () => {
				throw new Error('no');
			},
		},
	);

	test.each<[string, unknown, string]>([
		['holds itself', around, 'retryable_once'],
		['is 100,000 deep', deep, 'retryable_once'],
		['throws when read', throwing, 'retryable'],
		['throws whatever is read', proxy, 'retryable_once'],
		['is a text of ten million characters', 'E'.repeat(10_000_000), 'retryable_once'],
		[
			'is of JSON trickery',
			JSON.parse('{"__proto__": {"status": 503}, "constructor": {"status": 503}}'),
			'retryable_once',
		],
		['is half a character', { error: '\ud800' }, 'retryable_once'],
	])('that %s', (_, failure, verdict) => {
		expect(classifyFailure(failure).verdict).toBe(verdict);
	});
});

describe('Retry-After', () => {
	test.each<[unknown, unknown]>([
		['300', { seconds: 300 }],
		[' 0 ', { seconds: 0 }],
		[120, { seconds: 120 }],
		[['60', '90'], { seconds: 60 }],
		['999999999999', { seconds: 316_224_000 }],
		['Tue, 03 Jun 2025 10:05:00 GMT', { at: '2025-06-03T10:05:00.000Z' }],
		['Tuesday, 03-Jun-25 10:05:00 GMT', { at: '2025-06-03T10:05:00.000Z' }],
		['Tue Jun  3 10:05:00 2025', { at: '2025-06-03T10:05:00.000Z' }],
	])('%p is read', (value, expected) => {
		expect(readRetryAfter(value)).toEqual(expected);
	});

	test.each<unknown>([
		'',
		'soon',
		'-1',
		'1.5',
		'1e9',
		'2025-06-03T10:05:00Z',
		NaN,
		-5,
		Infinity,
		null,
		{},
		[],
		'x'.repeat(1_000_000),
	])('%p is none', (value) => {
		expect(readRetryAfter(value)).toBeNull();
	});

	test.each<[string, unknown]>([
		['of a response', { statusCode: 429, headers: { 'retry-after': '300' } }],
		['in capitals', { statusCode: 429, headers: { 'Retry-After': 300 } }],
		['inside an error', { error: { cause: { response: { status: 429, headers: { 'RETRY-AFTER': ['300'] } } } } }],
		['declared by a node', { failure: { cause: 'rate-limited', retryAfterMs: 300_000 } }],
	])('%s is found', (_, failure) => {
		expect(classifyFailure(failure).retry_after).toEqual({ seconds: 300 });
	});

	test('that a node declared as an instant is found', () => {
		const failure = { cause: 'quota-exhausted', resetsAtEpochMs: Date.parse('2025-06-03T10:05:00Z') };
		expect(classifyFailure({ failure }).retry_after).toEqual({ at: '2025-06-03T10:05:00.000Z' });
	});
});
