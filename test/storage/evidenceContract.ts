import { entryId } from '../../core';
import type { EvidenceDraft, EvidenceResult, PartDraft, TriageStore } from '../../storage';
import { checkCase, context, openTicket, refusalOf, ticket, type StoreUnderTest } from './subject';

export const target = { case_id: 'C-0001' };

export const part = (name: string, text: string, more: Partial<PartDraft> = {}): PartDraft => ({
	name,
	bytes: Buffer.from(text),
	media_type: 'application/json',
	capture: 'raw',
	class: 'pii',
	...more,
});

export const intent = (more: Partial<EvidenceDraft> = {}): EvidenceDraft => ({
	...target,
	type: 'connector.intent',
	data: { connector: 'crm', method: 'POST', url: '/suppressions' },
	parts: [part('request', '{"email":"ada@example.com"}')],
	...more,
});

export const outcomeOf = (id: string, more: Partial<EvidenceDraft> = {}): EvidenceDraft => ({
	...target,
	type: 'connector.outcome',
	data: { outcome: 'ok', status: 201, ms: 40 },
	refs: [{ id, rel: 'outcome_of' }],
	parts: [part('response', '{}', { class: 'public' })],
	...more,
});

export const note = (text: string, more: Partial<EvidenceDraft> = {}): EvidenceDraft => ({
	...target,
	type: 'note.added',
	data: {},
	parts: [part('text', text, { media_type: 'text/plain' })],
	...more,
});

export const recorded = (result: EvidenceResult) => {
	if (result.outcome !== 'recorded') throw new Error(result.refusal.message);
	return result;
};

/** What every engine must do with evidence; each engine's own test file calls it. */
export function describeEvidence(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`evidence on ${engine}`, () => {
		let subject: StoreUnderTest;
		let store: TriageStore;

		beforeEach(async () => {
			subject = await open();
			store = subject.store;
			subject.setNow('2026-01-05T09:00:00.000Z');
			await store.execute(null, { kind: 'open', fields: ticket() }, context());
		});
		afterEach(async () => {
			expect((await store.verify()).findings).toEqual([]);
			await store.close();
		});

		test('an entry takes the next place of its case and of the log', async () => {
			const result = recorded(await store.record(intent(), context({ command_id: 'call-1' })));
			expect(result).toEqual({
				outcome: 'recorded',
				entry_id: entryId('call-1', 0),
				idx: 2,
				seq: 1,
				at: '2026-01-05T09:00:00.000Z',
				leaf_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
				is_new: true,
			});
			expect(await store.getCase('C-0001')).toMatchObject({ version: 2, state: 'queued', subject: ticket().subject });
			expect((await store.readTimeline('C-0001')).at(-1)).toMatchObject({
				type: 'connector.intent',
				data: { connector: 'crm', method: 'POST' },
			});
		});

		test('the same evidence twice is one entry', async () => {
			const once = context();
			const first = recorded(await store.record(intent(), once));
			await store.record(note('between'), context());
			const again = { ...once, run: { exec: '2', wf: 'wf1', node: 'Retry', item: 0 } };
			expect(await store.record(intent(), again)).toEqual({ ...first, is_new: false });
		});

		test.each<[string, Partial<EvidenceDraft>]>([
			['other facts', { data: { connector: 'crm', method: 'GET' } }],
			['other bytes', { parts: [part('request', '{"email":"eva@example.com"}')] }],
			['another class', { parts: [part('request', '{"email":"ada@example.com"}', { class: 'public' })] }],
			['another person', { parts: [part('request', '{"email":"ada@example.com"}', { subject: 'CU-7' })] }],
			['no part', { parts: [] }],
		])('a command id that belongs to evidence with %s is refused', async (_, more) => {
			const once = context();
			await store.record(intent(), once);
			expect(await refusalOf(store.record(intent(more), once))).toBe('COMMAND_REUSED');
		});

		test('a command id is used for a command or for evidence, not for both', async () => {
			const [first, second] = [context(), context()];
			await store.record(intent(), first);
			const resolve = { kind: 'resolve', resolution: 'fixed' } as const;
			expect(await refusalOf(store.execute(target, resolve, first))).toBe('COMMAND_REUSED');
			await store.execute(target, resolve, second);
			expect(await refusalOf(store.record(intent(), second))).toBe('COMMAND_REUSED');
		});

		test('evidence decided on an old version is a conflict and writes nothing', async () => {
			const before = await store.verify();
			expect(await store.record(intent(), context({ expected_version: 7 }))).toMatchObject({
				outcome: 'refused',
				refusal: { code: 'CASE_VERSION_CONFLICT', message: 'Case C-0001 is at version 1, not 7' },
			});
			expect(await store.verify()).toEqual(before);
			expect(await store.record(intent(), context({ expected_version: 1 }))).toMatchObject({ outcome: 'recorded' });
		});

		test.each<[string, EvidenceDraft, string]>([
			['a case that is not there', intent({ case_id: 'C-0404' }), 'CASE_NOT_FOUND'],
			['no case', intent({ case_id: null }), 'CASE_NOT_FOUND'],
			['an unknown fact', intent({ data: { connector: 'crm', method: 'GET', email: 'x' } }), 'EVIDENCE_INVALID'],
			['a type that commands write', intent({ type: 'case.closed' as 'note.added' }), 'EVIDENCE_INVALID'],
			['a part named command', intent({ parts: [part('command', '{}')] }), 'EVIDENCE_INVALID'],
			['a part of more than 1 MiB', intent({ parts: [part('a', 'x'.repeat(1024 * 1024 + 1))] }), 'EVIDENCE_INVALID'],
			['33 parts', intent({ parts: Array(33).fill(part('a', '')) }), 'EVIDENCE_INVALID'],
			['a name used twice', intent({ parts: [part('a', ''), part('a', '')] }), 'EVIDENCE_INVALID'],
			['an outcome of nothing', outcomeOf('0'.repeat(32)), 'EVIDENCE_INVALID'],
			['an outcome without reference', outcomeOf('', { refs: [] }), 'EVIDENCE_INVALID'],
		])('%s is refused and leaves nothing', async (_, draft, code) => {
			const before = await store.verify();
			expect(await refusalOf(store.record(draft, context()))).toBe(code);
			expect(await store.verify()).toEqual(before);
		});

		test('32 parts of every kind of bytes are kept beside one entry', async () => {
			const parts = Array.from({ length: 32 }, (_, index) =>
				part(`part-${index}`, '', { bytes: Buffer.from([index, 0, 0xff, 0xc0]), media_type: 'application/x' }),
			);
			const largest = part('part-0', '', { bytes: Buffer.alloc(1024 * 1024, 7) });
			await store.record(intent({ parts: [largest, ...parts.slice(1)] }), context());
		});

		test('an outcome refers to an intent of its own case', async () => {
			await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context());
			const { entry_id } = recorded(await store.record(intent(), context()));
			const other = recorded(await store.record(note('a note'), context()));
			expect(await refusalOf(store.record(outcomeOf(entry_id, { case_id: 'C-0002' }), context()))).toBe(
				'EVIDENCE_INVALID',
			);
			expect(await refusalOf(store.record(outcomeOf(other.entry_id), context()))).toBe('EVIDENCE_INVALID');
			expect(await store.record(outcomeOf(entry_id), context())).toMatchObject({ outcome: 'recorded' });
		});

		test('a decision is about what was requested', async () => {
			const approved = 'ab'.repeat(32);
			const request: EvidenceDraft = {
				...target,
				type: 'approval.requested',
				data: { action: 'refund', approver_role: 'Lead', approved },
			};
			const { entry_id } = recorded(await store.record(request, context()));
			const decide = (data: EvidenceDraft['data']): EvidenceDraft => ({
				...target,
				type: 'approval.decided',
				data,
				refs: [{ id: entry_id, rel: 'approves' }],
			});
			expect(await refusalOf(store.record(decide({ decision: 'approved' }), context()))).toBe('EVIDENCE_INVALID');
			const other = { decision: 'approved', approved: 'cd'.repeat(32) };
			expect(await refusalOf(store.record(decide(other), context()))).toBe('EVIDENCE_INVALID');
			const result = await store.record(decide({ decision: 'approved', approved }), context());
			expect(result).toMatchObject({ outcome: 'recorded' });
		});

		test('intents without an outcome are found, oldest first', async () => {
			const ids: string[] = [];
			for (const minute of [1, 2, 3]) {
				subject.setNow(`2026-01-05T09:0${minute}:00.000Z`);
				ids.push(recorded(await store.record(intent(), context())).entry_id);
			}
			await store.record(outcomeOf(ids[1]!), context());
			const find = async (query?: Parameters<TriageStore['findDanglingIntents']>[0]) =>
				(await store.findDanglingIntents(query)).map(({ entry_id }) => entry_id);
			expect(await find()).toEqual([ids[0], ids[2]]);
			expect(await find({ before: '2026-01-05T09:03:00.000Z' })).toEqual([ids[0]]);
			expect(await find({ limit: 1 })).toEqual([ids[0]]);
			expect(await find({ case_id: 'C-0002' })).toEqual([]);
			expect((await store.findDanglingIntents())[0]).toEqual({
				entry_id: ids[0],
				case_id: 'C-0001',
				at: '2026-01-05T09:01:00.000Z',
				data: { connector: 'crm', method: 'POST', url: '/suppressions' },
			});
		});

		test('calls without an outcome are read once, when they are old enough', async () => {
			const ids: string[] = [];
			for (const minute of [1, 2, 3, 4]) {
				subject.setNow(`2026-01-05T09:0${minute}:00.000Z`);
				ids.push(recorded(await store.record(intent(), context())).entry_id);
			}
			await store.record(outcomeOf(ids[1]!), context());
			const read = async (from_idx: number, before: string, limit?: number) => {
				const { calls, next_idx } = await store.readUnansweredCalls({ from_idx, before, limit });
				return { ids: calls.map(({ entry_id }) => entry_id), next_idx };
			};
			const [early, late] = ['2026-01-05T09:01:00.000Z', '2026-01-05T10:00:00.000Z'];
			const first = await read(0, early);
			expect(first.ids).toEqual([]);
			const second = await read(first.next_idx, late, 1);
			expect(second.ids).toEqual([ids[0]]);
			const third = await read(second.next_idx, late);
			expect(third.ids).toEqual([ids[2], ids[3]]);
			expect(await read(third.next_idx, late)).toEqual({ ids: [], next_idx: third.next_idx });
			expect(await read(third.next_idx + 1000, late)).toMatchObject({ ids: [] });
		});

		test('entries are found by case, type and time, in either order', async () => {
			subject.setNow('2026-01-05T09:01:00.000Z');
			const { entry_id, leaf_hash } = recorded(await store.record(intent(), context()));
			subject.setNow('2026-01-05T09:02:00.000Z');
			await store.record(note('Called'), context());
			const find = async (query: Partial<Parameters<TriageStore['findEntries']>[0]>) =>
				(await store.findEntries({ order: 'oldest', ...query })).map(({ type }) => type);

			const [case_id, types] = ['C-0001', ['note.added', 'connector.intent'] as const];
			expect(await find({ case_id })).toEqual(['case.opened', 'connector.intent', 'note.added']);
			expect(await find({ types, order: 'newest' })).toEqual(['note.added', 'connector.intent']);
			expect(await find({ types, limit: 1 })).toEqual(['connector.intent']);
			const from = '2026-01-05T09:01:00.000Z';
			expect(await find({ case_id, from })).toEqual(['connector.intent', 'note.added']);
			expect(await find({ case_id, before: from })).toEqual(['case.opened']);
			expect(await find({ case_id: 'C-9999' })).toEqual([]);
			expect(await store.findEntries({ types: ['connector.intent'], order: 'oldest' })).toMatchObject([
				{ entry_id, leaf_hash, case_id, seq: 1, at: from, parts: [{ name: 'request', class: 'pii', length: 27 }] },
			]);
		});

		test('what lacks a required entry or an outcome is not complete, and its log is as intact as before', async () => {
			const passed = await openTicket(store, 'T-2');
			const unowned = passed.case.case_id;
			const review = { reviewer_role: 'Lead', checklist: ['Look'], ttl_seconds: 3600 };
			await store.execute({ case_id: unowned }, { kind: 'change_state', to: 'manual-review', ...review }, context());
			await checkCase(store, unowned);
			expect((await store.verify()).completeness).toEqual({
				verdict: 'complete',
				complete_count: 0,
				open_count: 2,
				incomplete_count: 0,
				incomplete: [],
			});
			await store.execute({ case_id: unowned }, { kind: 'resolve', resolution: 'fixed' }, context());
			const { entry_id } = recorded(await store.record(intent(), context()));
			const found = await store.verify();
			expect(found).toMatchObject({ verdict: 'inconclusive', findings: [], counts: { INTENT_DANGLING: 1 } });
			expect(found.completeness).toEqual({
				verdict: 'incomplete',
				complete_count: 0,
				open_count: 0,
				incomplete_count: 2,
				incomplete: [
					{ case_id: 'C-0001', missing: [], dangling: [entry_id] },
					{ case_id: unowned, missing: ['owner.assigned'], dangling: [] },
				],
			});
			await store.record(outcomeOf(entry_id), context());
			expect((await store.verify()).completeness).toMatchObject({ open_count: 1, incomplete_count: 1 });
		});

		test('the closing names what is asked of its source then, and is judged by it', async () => {
			const list = { kind: 'required_entries', name: 'help-desk' } as const;
			const ask = async (...entries: string[]) =>
				await store.executeDefinition(list, { kind: 'save', body: { entries } }, context());
			const close = async (ticket: string) => {
				const { case_id } = (await openTicket(store, ticket)).case;
				const review = { reviewer_role: 'Lead', checklist: ['Look'], ttl_seconds: 3600 };
				await store.execute({ case_id }, { kind: 'change_state', to: 'manual-review', ...review }, context());
				await checkCase(store, case_id);
				await store.execute({ case_id }, { kind: 'resolve', resolution: 'fixed' }, context());
				return (await store.readTimeline(case_id)).at(-1)!.data;
			};
			expect(await close('T-2')).not.toHaveProperty('required');
			await ask('qa.evaluated', 'state.changed');
			expect(await close('T-3')).toMatchObject({ required: ['qa.evaluated', 'state.changed'], required_version: 1 });
			await ask('notification.sent');
			expect(await close('T-4')).toMatchObject({ required: ['notification.sent'], required_version: 2 });
			await expect(ask('mail.sent')).rejects.toMatchObject({ code: 'DEFINITION_INVALID' });
			const { verdict, completeness, findings } = await store.verify();
			expect([verdict, findings]).toEqual(['inconclusive', []]);
			expect(completeness).toMatchObject({
				complete_count: 1,
				incomplete: [
					{ case_id: 'C-0002', missing: ['owner.assigned'] },
					{ case_id: 'C-0004', missing: ['notification.sent'] },
				],
			});
		});

		test('an export is recorded on the log itself', async () => {
			const draft: EvidenceDraft = {
				case_id: null,
				type: 'log.exported',
				data: { kind: 'full', from: 0, to: 1, size: 2 },
			};
			expect(await store.record(draft, context())).toMatchObject({ outcome: 'recorded', idx: 2, seq: 1 });
			expect((await store.readTimeline('_log')).map(({ type }) => type)).toEqual(['log.opened', 'log.exported']);
		});

		test('what is sent at once keeps its order, and a refusal stays its own', async () => {
			const [good, bad] = [context(), context()];
			const answers = await Promise.all([
				store.record(note('first'), good),
				refusalOf(store.record(note('x', { case_id: 'C-0404' }), bad)),
				refusalOf(store.record(note('another'), good)),
				refusalOf(store.record(note('x', { data: { topic: '' } }), context())),
				store.record(note('second'), context()),
				store.execute(target, { kind: 'resolve', resolution: 'fixed' }, context()),
				store.record(note('first'), good),
				store.record(note('late'), context({ expected_version: 2 })),
				store.execute(null, { kind: 'open', fields: ticket() }, context()),
				store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context()),
				store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context()),
			]);
			expect(answers).toMatchObject([
				{ outcome: 'recorded', idx: 2, seq: 1, is_new: true },
				'CASE_NOT_FOUND',
				'COMMAND_REUSED',
				'EVIDENCE_INVALID',
				{ outcome: 'recorded', idx: 3, seq: 2, is_new: true },
				{ outcome: 'refused', case: { version: 4 } },
				{ outcome: 'recorded', idx: 2, seq: 1, is_new: false },
				{ outcome: 'refused', refusal: { code: 'CASE_VERSION_CONFLICT' } },
				{ outcome: 'unchanged', case: { case_id: 'C-0001' } },
				{ outcome: 'accepted', is_new: true, case: { case_id: 'C-0002' } },
				{ outcome: 'unchanged', case: { case_id: 'C-0002' } },
			]);
		});

		test('a command that the database refuses does not undo its neighbours', async () => {
			await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context());
			const tables = subject.openTables();
			// The case seems not to be there, so the next one takes its number and its place in the log.
			await tables.deleteFrom('cases').where('case_id', '=', 'C-0002').execute();
			await tables.destroy();
			const answers = await Promise.all([
				store.record(note('first'), context()),
				refusalOf(store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context())),
				store.record(note('second'), context()),
			]);
			expect(answers).toMatchObject([{ idx: 3, seq: 1 }, 'STORE_UNAVAILABLE', { idx: 4, seq: 2 }]);
			await store.rebuild(context());
		});

		test('two hundred at once are all kept, in the order they came', async () => {
			const sent = Array.from({ length: 200 }, async (_, index) => await store.record(note(`${index}`), context()));
			const results = (await Promise.all(sent)).map((result) => recorded(result).seq);
			expect(results).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
		});
	});
}
