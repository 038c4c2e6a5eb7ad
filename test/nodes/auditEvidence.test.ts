import type { ICredentialTestFunctions, IDataObject } from 'n8n-workflow';

import { makeKeyPair, openNote } from '../../core';
import { AuditEvidence } from '../../nodes/AuditEvidence/AuditEvidence.node';
import { storeOfNodes } from '../harness/stores';
import { closeCase, context, owner } from '../storage/subject';
import { capture, entriesOf, filesOfStore, openCase, resultOf, run, skey, vkey } from './auditEvidence';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

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

	test('an intact log that lacks something stays on Intact, and says which cases are not complete', async () => {
		const store = await storeOfNodes();
		const case_id = await openCase();
		await store.execute({ case_id }, owner, context());
		await store.execute({ case_id }, { kind: 'change_state', to: 'in-progress' }, context());
		const told = async () => {
			const [item] = (await sign()).items('Node');
			const { note } = resultOf(item).checkpoint as { note: string };
			const result = await verify({ anchors: note });
			expect(result.items('Node')).toHaveLength(1);
			return { result: resultOf(result.items('Node')[0]).verification!, hints: result.nodes.Node![0]!.hints };
		};
		expect((await told()).hints).toMatchObject([
			{ message: 'Intact and complete: Nothing is missing, and no case is closed yet', type: 'info' },
		]);
		await closeCase(store, case_id);
		const whole = await told();
		expect(whole.result).toMatchObject({ verdict: 'intact', completeness: { verdict: 'complete', incomplete: [] } });
		expect(whole.hints).toMatchObject([
			{
				message: expect.stringMatching(
					/^Intact and complete: Nothing is missing from 1 closed case, and \d+ cases? not/,
				) as string,
			},
		]);

		const asked = { connector: 'crm', method: 'update', request: '={{ ({}) }}' };
		await capture(case_id, 'request', asked);
		const other = await openCase();
		await capture(other, 'request', asked);
		await capture(other, 'request', { ...asked, step: 'Again' });
		const lacking = await told();
		const sentence = `2 cases are not complete: in case ${case_id} 1 call has no outcome, in case ${other} 2 calls have no outcome`;
		expect(lacking.result).toMatchObject({
			verdict: 'intact',
			completeness: {
				verdict: 'incomplete',
				complete_count: 0,
				incomplete_count: 2,
				summary: sentence,
				incomplete: [{ case_id, missing: [], dangling: [expect.any(String)] }, { case_id: other }],
			},
		});
		expect(lacking.hints).toMatchObject([{ message: `Intact, but ${sentence}`, type: 'warning' }]);
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
