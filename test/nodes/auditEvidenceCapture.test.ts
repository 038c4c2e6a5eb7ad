import { storeOfNodes } from '../harness/stores';
import { capture, entriesOf, filesOfStore, openCase, resultOf, run } from './auditEvidence';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

describe('Capture', () => {
	test('keeps the whole item and passes it on with where it was kept', async () => {
		const case_id = await openCase();
		const result = await capture(case_id, 'wholeItem', {}, [{ mine: 1, token: 'not-for-anybody' }]);
		const [entry] = await entriesOf(case_id);
		expect(result.items('Node')).toEqual([
			{
				pairedItem: { item: 0 },
				json: {
					mine: 1,
					token: 'not-for-anybody',
					triage: {
						case_id,
						evidence: {
							entry_id: entry!.entry_id,
							seq: 1,
							idx: entry!.idx,
							type: 'record.snapshot',
							step: 'Suppress',
							outcome: null,
							leaf_hash: entry!.leaf_hash,
							recorded_at: entry!.at,
							stripped: ['item.token'],
						},
					},
				},
			},
		]);
		expect(entry).toMatchObject({
			data: { connector: 'n8n', moment: 'after', record: 'item', step: 'Suppress', stripped: ['item.token'] },
			parts: [{ name: 'item', class: 'pii', media_type: 'application/json' }],
		});
	});

	test('keeps only the selected fields', async () => {
		const case_id = await openCase();
		const assignments = [{ id: '1', name: 'kept', type: 'string', value: '={{ $json.a }}' }];
		await capture(case_id, 'selectedFields', { fields: { assignments } }, [{ a: 'kept-4711', b: 'left-4712' }]);
		expect([filesOfStore().includes('kept-4711'), filesOfStore().includes('left-4712')]).toEqual([true, false]);
	});

	test.each([
		['fromStatusCode', '={{ $json.code }}', 204, 'ok', 204],
		['fromStatusCode', '={{ $json.code }}', 500, 'failed', 500],
		['fromStatusCode', '={{ $json.missing }}', 0, 'unknown', undefined],
		['success', '', 0, 'ok', undefined],
		['failure', '', 0, 'failed', undefined],
	])(
		'records request and response with outcome %s %s %i as %s',
		async (outcome, statusCode, code, expected, status) => {
			const case_id = await openCase();
			const more = { connector: 'mailchimp', method: 'POST', request: '={{ $json.req }}', response: '{"done":true}' };
			const result = await capture(case_id, 'requestResponse', { ...more, outcome, statusCode }, [
				{ req: { a: 1 }, code },
			]);
			const [intent, answer, ...others] = await entriesOf(case_id);
			expect(others).toEqual([]);
			expect(intent).toMatchObject({
				type: 'connector.intent',
				data: { connector: 'mailchimp', method: 'POST', step: 'Suppress' },
				parts: [{ name: 'request' }],
			});
			expect(answer).toMatchObject({
				type: 'connector.outcome',
				refs: [{ id: intent!.entry_id, rel: 'outcome_of' }],
				parts: [{ name: 'response' }],
			});
			expect([answer?.data.outcome, answer?.data.status]).toEqual([expected, status]);
			expect(resultOf(result.items('Node')[0]).evidence).toMatchObject({
				outcome: expected,
				answers: intent!.entry_id,
			});
		},
	);

	test('records the request before the call and the response after it', async () => {
		const case_id = await openCase();
		const asked = await capture(case_id, 'request', { connector: 'crm', method: 'update', request: 'plain text' });
		expect(await (await storeOfNodes()).findDanglingIntents({ case_id })).toHaveLength(1);
		const more = { outcome: 'success', intentId: '={{ $json.triage.evidence.entry_id }}' };
		const answered = await capture(case_id, 'response', more, [asked.items('Node')[0]!.json]);
		expect(resultOf(answered.items('Node')[0]).evidence).toMatchObject({ type: 'connector.outcome', outcome: 'ok' });
		expect(await (await storeOfNodes()).findDanglingIntents({ case_id })).toEqual([]);
	});

	test('shows which fields of a record changed', async () => {
		const case_id = await openCase();
		const more = { connector: 'crm', record: 'contact-1', before: '{"a":1,"b":{"c":2}}', after: '={{ $json.now }}' };
		const result = await capture(case_id, 'beforeAfter', more, [{ now: { a: 1, b: { c: 3 } } }]);
		expect(resultOf(result.items('Node')[0]).evidence).toMatchObject({ type: 'record.snapshot', changed: ['b.c'] });
		const [entry] = await entriesOf(case_id);
		expect(entry?.data).toMatchObject({ connector: 'crm', record: 'contact-1', changed: ['b.c'] });
		expect(entry?.parts.map(({ name }) => name)).toEqual(['before', 'after', 'diff']);
	});

	test('records an approval with what was asked, at once or in two steps', async () => {
		const case_id = await openCase();
		const approval = { approverRole: 'Lead', note: '', requestId: '' };
		await capture(case_id, 'approval', { ...approval, decision: 'rejected' });
		const asked = await capture(case_id, 'approval', { ...approval, decision: 'requested', note: 'Why not' });
		const { entry_id } = resultOf(asked.items('Node')[0]).evidence!;
		await capture(case_id, 'approval', { ...approval, decision: 'approved', requestId: entry_id });
		const entries = await entriesOf(case_id);
		expect(entries.map(({ type, data, parts }) => [type, data.decision, parts.length])).toEqual([
			['approval.requested', undefined, 0],
			['approval.decided', 'rejected', 0],
			['approval.requested', undefined, 1],
			['approval.decided', 'approved', 0],
		]);
		expect(entries[3]?.refs).toEqual([{ id: entry_id, rel: 'approves' }]);
	});

	test('leaves no secret in any file of the store', async () => {
		const case_id = await openCase();
		const secret = 'sk_live_0a1b2c3d4e5f';
		const more = {
			step: `Call with Bearer ${secret}`,
			connector: `crm?token=${secret}`,
			method: 'POST',
			request: '={{ $json }}',
			response: `={{ "Unknown key " + $json.headers[0].value }}`,
			outcome: 'failure',
		};
		const item = { headers: [{ name: 'X-Api-Key', value: secret }], body: JSON.stringify({ password: secret }) };
		const { status } = await capture(case_id, 'requestResponse', more, [item]);
		expect(status).toBe('success');
		expect(filesOfStore()).toContain('Unknown key [hidden]');
		expect(filesOfStore()).not.toContain(secret);
	});

	test('keeps personal data in parts only, which Redact erases from every file', async () => {
		const case_id = await openCase();
		const person = 'grace.hopper@example.com';
		const options = { personal: 'email', subject: 'person-9' };
		await capture(case_id, 'wholeItem', { options }, [{ email: person, plan: 'plan-4713' }]);
		const [entry] = await entriesOf(case_id);
		expect(entry?.parts.map(({ name, class: cls }) => [name, cls])).toEqual([
			['item', 'public'],
			['item_pii', 'pii'],
		]);
		expect(JSON.stringify(entry)).not.toContain(person);
		expect(filesOfStore()).toContain(person);
		const why = { reason: 'Asked for it', basis: 'GDPR 17', ticket: 'PRIV-1' };
		const erased = await run('redact', { erase: 'subject', subject: 'person-9', ...why }, [{ mine: 1 }], null);
		expect(erased.items('Node')[0]?.json).toMatchObject({
			mine: 1,
			triage: { redaction: { parts: [{ case_id, name: 'item_pii' }], is_new: true, wiped: true, ...why } },
		});
		expect(filesOfStore()).not.toContain(person);
		expect(filesOfStore()).toContain('plan-4713');
	});

	test.each([
		['without a step', 'wholeItem', { step: '={{ "" }}' }, "'Step' is empty"],
		['without a note', 'note', { note: '' }, "'Note' is empty"],
		['without a connector', 'request', { connector: '', method: 'GET' }, "'Connector' is empty"],
		[
			'with a status that is none',
			'response',
			{ outcome: 'fromStatusCode', statusCode: 'fine' },
			/'Status Code' is "fine"/,
		],
		['with an address as data subject', 'wholeItem', { options: { subject: 'a@b.c' } }, /'Data Subject' looks like/],
		['above 1 MiB', 'note', { note: 'x'.repeat(1_100_000) }, /'Note' is 1100000 bytes long; at most 1048576/],
		['of an unknown case', 'wholeItem', { caseId: 'C-9999' }, /C-9999/],
		['with an answer to nothing', 'response', { outcome: 'success', intentId: 'x' }, /Reference 1 leads to no entry/],
	])('stops %s', async (_, kind, more, message) => {
		const { status, error } = await capture(await openCase(), kind, more);
		expect([status, error?.message]).toEqual(['error', expect.stringMatching(message)]);
	});

	test('keeps the fingerprint of what is too large', async () => {
		const case_id = await openCase();
		const more = { note: 'x'.repeat(1_100_000), options: { keep: 'fingerprint_if_large' } };
		expect((await capture(case_id, 'note', more)).status).toBe('success');
		expect((await entriesOf(case_id))[0]?.parts[0]?.media_type).toMatch('fingerprint');
	});
});
