import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialTestFunctions, IDataObject, INodeParameters } from 'n8n-workflow';

import { defaultHiddenFields, makeKeyPair, openNote } from '../../core';
import { AuditEvidence } from '../../nodes/AuditEvidence/AuditEvidence.node';
import { openStore } from '../../nodes/shared/openStore';
import { flow, runWorkflow } from '../harness/runWorkflow';

const { skey, vkey } = makeKeyPair('triage.example', Buffer.alloc(32, 7));
const signing = { id: '1', name: 'key' };

const run = async (operation: string, parameters: object, input: IDataObject[] = [{}], key: string | null = skey) => {
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: {
				type: 'auditEvidence',
				parameters: { operation, options: {}, ...parameters } as unknown as INodeParameters,
				...(key !== null && { credentials: { triageSigningKeyApi: signing } }),
			},
		},
		['Start -> Node'],
	);
	return await runWorkflow(json, { input, credentials: { triageSigningKeyApi: { privateKey: key ?? '' } } });
};
const resultOf = (item: { json: IDataObject } | undefined) => item?.json.triage as Record<string, IDataObject>;

const local = { getNode: () => ({ credentials: {} }) } as unknown as Parameters<typeof openStore>[0];
const store = async () => await openStore(local);
let count = 0;
async function openCase(customer_id?: string): Promise<string> {
	const fields = { source: 'desk', ticket_id: `A-${(count += 1)}`, ...(customer_id && { customer_id }) };
	const context = { command_id: `open ${count}`, actor: { kind: 'system' as const, id: 'test' } };
	const command = { kind: 'open' as const, fields: { ...fields, priority: 'normal' as const } };
	const result = await (await store()).execute(null, command as never, context);
	return result.case.case_id;
}
const capture = async (caseId: string, kind: string, more: object, input: IDataObject[] = [{}]) =>
	await run(
		'capture',
		{ caseId, step: 'Suppress', capture: kind, hideFields: defaultHiddenFields, ...more },
		input,
		null,
	);
const entriesOf = async (case_id: string) => (await (await store()).findEntries({ case_id, order: 'oldest' })).slice(1);

/** Everything that the store has on disk, log of the database included. */
function filesOfStore(): string {
	const folder = join(process.env.N8N_USER_FOLDER!, '.n8n', 'support-triage');
	return readdirSync(folder)
		.map((name) => readFileSync(join(folder, name), 'latin1'))
		.join('\n');
}

afterEach(async () => expect((await (await store()).verify()).findings).toEqual([]));

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
		expect(await (await store()).findDanglingIntents({ case_id })).toHaveLength(1);
		const more = { outcome: 'success', intentId: '={{ $json.triage.evidence.entry_id }}' };
		const answered = await capture(case_id, 'response', more, [asked.items('Node')[0]!.json]);
		expect(resultOf(answered.items('Node')[0]).evidence).toMatchObject({ type: 'connector.outcome', outcome: 'ok' });
		expect(await (await store()).findDanglingIntents({ case_id })).toEqual([]);
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

describe('Checkpoint and Verify', () => {
	const sign = async (more: object = {}, input?: IDataObject[], key: string | null = skey) =>
		await run('checkpoint', { sign: 'always', earlierKeys: '', ...more }, input, key);
	const verify = async (more: object) =>
		await run('verify', { verifierKeys: '', anchors: '', maxAgeAmount: 0, maxAgeUnit: 'hours', ...more }, [
			{ mine: 1 },
		]);

	test('says what is missing without a signing key', async () => {
		const { error } = await sign({}, undefined, null);
		expect(error).toMatchObject({
			message: expect.stringContaining('no signing key is selected') as string,
			description: expect.stringContaining('Triage Signing Key API') as string,
		});
	});

	test('signs a note that the verifier key opens, and that makes the log intact', async () => {
		await openCase();
		const [item] = (await sign({}, [{ mine: 1 }])).items('Node');
		const { note, size, root, key } = resultOf(item).checkpoint as { note: string } & IDataObject;
		expect(item?.json.mine).toBe(1);
		expect(openNote(Buffer.from(note), [vkey]).text).toBe(
			`${note.split('\n')[0]}\n${String(size)}\n${Buffer.from(String(root), 'hex').toString('base64')}\n`,
		);
		expect(JSON.stringify(key)).not.toContain(skey);

		const intact = await verify({ verifierKeys: vkey, anchors: note.replaceAll('\n', '\r\n') });
		expect(resultOf(intact.items('Node')[0]).verification).toMatchObject({ verdict: 'intact', findings: [] });
		expect(intact.items('Node')[0]?.json.mine).toBe(1);
	});

	test('signs only when due, and remembers what it signed', async () => {
		const first = await sign({}, [{}, {}]);
		expect(first.items('Node')).toHaveLength(2);
		const idle = await sign({ sign: 'due' });
		expect(resultOf(idle.items('Node', 2)[0]).checkpoint).toMatchObject({ outcome: 'not_due' });
		await capture(await openCase(), 'approval', { decision: 'approved', approverRole: 'Lead', requestId: '' });
		const due = await sign({ sign: 'due' });
		expect(resultOf(due.items('Node')[0]).checkpoint).toMatchObject({ outcome: 'signed', reason: 'urgent' });
	});

	test('does not sign over a checkpoint by another key unless it is named', async () => {
		await sign();
		const other = makeKeyPair('triage.example', Buffer.alloc(32, 9));
		const refused = await sign({}, undefined, other.skey);
		expect(resultOf(refused.items('Node', 1)[0]).checkpoint).toMatchObject({
			outcome: 'refused',
			findings: [{ code: 'UNTRUSTED_KEY' }],
		});
		expect((await sign({ earlierKeys: vkey }, undefined, other.skey)).items('Node')).toHaveLength(1);
		expect((await sign({ earlierKeys: other.vkey })).items('Node')).toHaveLength(1);
	});

	test('is inconclusive without a checkpoint from outside', async () => {
		const [item] = (await verify({})).items('Node', 2);
		expect(resultOf(item).verification).toMatchObject({ verdict: 'inconclusive', notices: [{ code: 'UNANCHORED' }] });
	});

	test('finds a log broken that is not what a held checkpoint says', async () => {
		const [item] = (await sign()).items('Node');
		const { note, size } = resultOf(item).checkpoint as { note: string; size: number };
		const larger = note.replace(`\n${size}\n`, `\n${size + 1000}\n`);
		const [broken] = (await verify({ anchors: larger })).items('Node', 1);
		expect(resultOf(broken).verification).toMatchObject({
			verdict: 'broken',
			findings: [{ code: 'TRUNCATED', message: expect.stringMatching(/covers \d+ entries/) as string }],
		});
	});
});

describe('Redact', () => {
	const why = { reason: 'Asked for it', basis: 'GDPR 17', ticket: 'PRIV-1' };

	test('erases the parts of an entry that are named', async () => {
		const case_id = await openCase();
		await capture(case_id, 'note', { note: 'To be erased 4714' });
		const { entry_id } = (await entriesOf(case_id))[0]!;
		const result = await run('redact', { erase: 'parts', entryId: entry_id, parts: 'note', ...why });
		expect(resultOf(result.items('Node')[0]).redaction).toMatchObject({ parts: [{ entry_id, name: 'note' }] });
		expect(filesOfStore()).not.toContain('To be erased 4714');
	});

	test.each([
		['nothing about the person', { erase: 'subject', subject: 'nobody' }, 'PART_NOT_FOUND'],
		['no such part', { erase: 'parts', entryId: 'x', parts: 'note' }, 'PART_NOT_FOUND'],
	])('sends to Not Redacted: %s', async (_, parameters, code) => {
		const [item] = (await run('redact', { ...parameters, ...why })).items('Node', 1);
		expect(resultOf(item).redaction).toMatchObject({ refusal: { code } });
	});

	test('keeps what is public', async () => {
		const case_id = await openCase();
		await capture(case_id, 'wholeItem', { options: { personal: 'email' } }, [{ a: 1 }]);
		const entryId = (await entriesOf(case_id))[0]!.entry_id;
		const [item] = (await run('redact', { erase: 'parts', entryId, parts: 'item', ...why })).items('Node', 1);
		expect(resultOf(item).redaction).toMatchObject({ refusal: { code: 'PART_PUBLIC' } });
	});
});

describe('Get Many', () => {
	const getMany = async (filters: object, more: object = {}) =>
		await run('getMany', { returnAll: true, filters, sort: 'oldest', ...more }, [{ mine: 1 }]);

	test.each([
		[{ caseId: '={{ $json.none }}' }, "'Case ID' is empty"],
		[{ types: '={{ [] }}' }, "'Types' is empty"],
		[{ from: '={{ $json.none }}' }, "'Recorded From' is empty"],
		[{ before: 'Ticket 5' }, /'Recorded Before' is "Ticket 5"; a date and time is expected/],
	])('a filter that would find everything is refused, case %#', async (filters, message) => {
		expect((await getMany(filters)).error?.message).toMatch(message);
	});
	const typesOf = (result: Awaited<ReturnType<typeof run>>) =>
		result.items('Node').map((item) => resultOf(item).entry!.type);

	test('filters, sorts and limits', async () => {
		const caseId = await openCase();
		await capture(caseId, 'note', { note: 'one' });
		await capture(caseId, 'wholeItem', {});
		const all = await getMany({ caseId });
		expect(typesOf(all)).toEqual(['case.opened', 'note.added', 'record.snapshot']);
		expect(all.items('Node')[1]).toMatchObject({ pairedItem: { item: 0 } });
		expect(all.items('Node')[1]?.json).not.toHaveProperty('mine');
		expect(typesOf(await getMany({ caseId, types: ['note.added'] }))).toEqual(['note.added']);
		expect(typesOf(await getMany({ caseId }, { sort: 'newest', returnAll: false, limit: 1 }))).toEqual([
			'record.snapshot',
		]);
		expect(typesOf(await getMany({ caseId, from: '2000-01-01', before: '2999-01-01' }))).toHaveLength(3);
		expect(typesOf(await getMany({ caseId, before: '2000-01-01' }))).toEqual([]);
		expect(typesOf(await getMany({ caseId, from: '2999-01-01' }))).toEqual([]);
	});

	test('sends the item to Not Found when there is nothing', async () => {
		const result = await getMany({ caseId: 'C-9999' });
		expect(result.items('Node', 1)[0]?.json).toEqual({ mine: 1, triage: { entry: null } });
	});
});

describe('the credential test', () => {
	const test1 = async (privateKey: string) =>
		await new AuditEvidence().methods.credentialTest.signingKeyIsUsable.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'key',
			type: 'triageSigningKeyApi',
			data: { privateKey },
		});

	test('names the key and shows what auditors need, never the key', async () => {
		const { status, message } = await test1(skey);
		expect(status).toBe('OK');
		expect(message).toContain(vkey);
		expect(message).not.toContain(skey.split('+').at(-1));
	});

	test.each(['', 'hello', vkey, skey.slice(0, -3)])('refuses %j without repeating it', async (key) => {
		const { status, message } = await test1(key);
		expect(status).toBe('Error');
		expect(message).not.toContain(skey.split('+').at(-1)!.slice(0, 20));
	});
});
