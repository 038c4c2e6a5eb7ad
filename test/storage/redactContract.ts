import type { RedactTarget, TriageStore } from '../../storage';
import { context, refusalOf, ticket, type StoreUnderTest } from './subject';
import { intent, note, part, recorded, target } from './evidenceContract';

export const reason = { reason: 'asked to be forgotten', basis: 'GDPR 17', ticket: 'P-1' };

/** What every engine must do when something is erased; each engine's own test file calls it. */
export function describeRedaction(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`redaction on ${engine}`, () => {
		let subject: StoreUnderTest;
		let store: TriageStore;
		let openedId: string;

		beforeEach(async () => {
			subject = await open();
			store = subject.store;
			subject.setNow('2026-01-05T09:00:00.000Z');
			const fields = ticket({ customer_id: 'CU-7', priority: 'high' });
			await store.execute(null, { kind: 'open', fields }, context({ command_id: 'open-1' }));
			openedId = (await store.readTimeline('C-0001'))[0]!.entry_id;
		});
		afterEach(async () => {
			expect((await store.verify()).findings).toEqual([]);
			await store.close();
		});

		test('a part is erased, and the trail says which, why and by whom', async () => {
			const first = recorded(await store.record(intent(), context()));
			const result = await store.redact({ parts: [{ entry_id: first.entry_id, name: 'request' }] }, reason, context());
			expect(result).toEqual({
				parts: [{ entry_id: first.entry_id, idx: 2, case_id: 'C-0001', name: 'request' }],
				is_new: true,
				wiped: true,
			});
			expect((await store.readTimeline('C-0001')).at(-1)).toMatchObject({
				type: 'part.redacted',
				actor: 'workflow:wf1',
				data: { ...reason, idx: 2, n: 'request', c: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
			});
			expect(await store.verify()).toMatchObject({ findings: [], redacted_count: 1 });
			expect(await store.getCase('C-0001')).toMatchObject({ subject: ticket().subject, version: 3 });
		});

		test('an erased command takes its fields out of the case, and a ticket of that name opens another', async () => {
			await store.redact({ parts: [{ entry_id: openedId, name: 'command' }] }, reason, context());
			expect(await store.getCase('C-0001')).toMatchObject({
				source: 'erased',
				ticket_id: 'C-0001',
				subject: null,
				customer_id: null,
				priority: 'high',
				state: 'queued',
				version: 2,
			});
			const again = await store.execute(null, { kind: 'open', fields: ticket() }, context());
			expect(again).toMatchObject({ outcome: 'accepted', is_new: true, case: { case_id: 'C-0002' } });
			const owner = { owner_role: 'Billing', backup_role: null, decided_by: 'rule', rule: 'A', reason: 'A' } as const;
			await store.execute(target, { kind: 'assign_owner', ...owner }, context());
			expect(await store.getCase('C-0001')).toMatchObject({ owner: { role: 'Billing' }, version: 3 });
		});

		test('everything about one person goes, in all cases', async () => {
			await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context());
			await store.execute({ case_id: 'C-0002' }, { kind: 'resolve', resolution: 'fixed', reason: 'CU-8' }, context());
			const ofCustomer = recorded(await store.record(note('a word with the customer'), context()));
			const parts = [
				part('text', 'about CU-7', { subject: 'CU-7' }),
				part('other', 'about CU-8', { subject: 'CU-8' }),
				part('form', 'public', { class: 'public', subject: 'CU-7' }),
			];
			const elsewhere = recorded(await store.record(note('', { case_id: 'C-0002', parts }), context()));
			const byAnother = part('text', 'about CU-8', { subject: 'CU-8' });
			await store.record(note('', { parts: [byAnother] }), context());
			const result = await store.redact({ subject: 'CU-7' }, reason, context());
			expect(result.parts.map(({ entry_id, name }) => `${entry_id} ${name}`).sort()).toEqual(
				[`${openedId} command`, `${ofCustomer.entry_id} text`, `${elsewhere.entry_id} text`].sort(),
			);
			expect(await store.getCase('C-0001')).toMatchObject({ customer_id: null, source: 'erased' });
			expect(await store.getCase('C-0002')).toMatchObject({ source: 'help-desk' });
			expect((await store.redact({ subject: 'CU-7' }, reason, context())).parts).toEqual([]);
		});

		test('the same redaction twice is done once', async () => {
			const once = context();
			const parts = [{ entry_id: openedId, name: 'command' }];
			const first = await store.redact({ parts }, reason, once);
			const before = await store.verify();
			expect(await store.redact({ parts }, reason, once)).toEqual({ ...first, is_new: false });
			expect(await store.verify()).toEqual(before);
			expect(await refusalOf(store.redact({ parts }, { ...reason, ticket: 'P-2' }, once))).toBe('COMMAND_REUSED');
			expect(await refusalOf(store.record(note('x'), once))).toBe('COMMAND_REUSED');
		});

		test('a command that was erased is still answered as it was', async () => {
			await store.redact({ parts: [{ entry_id: openedId, name: 'command' }] }, reason, context());
			const again = store.execute(null, { kind: 'open', fields: ticket() }, context({ command_id: 'open-1' }));
			expect(await again).toMatchObject({ outcome: 'accepted', is_new: true, case: { case_id: 'C-0001' } });
		});

		test.each<[string, (ids: { note: string; form: string }) => RedactTarget, Partial<typeof reason>, string]>([
			['a public part', ({ form }) => ({ parts: [{ entry_id: form, name: 'form' }] }), {}, 'PART_PUBLIC'],
			['a part that is not there', ({ form }) => ({ parts: [{ entry_id: form, name: 'x' }] }), {}, 'PART_NOT_FOUND'],
			['an entry that is not there', () => ({ parts: [{ entry_id: 'x', name: 'form' }] }), {}, 'PART_NOT_FOUND'],
			[
				'one of several that cannot go',
				({ note, form }) => ({
					parts: [
						{ entry_id: note, name: 'text' },
						{ entry_id: form, name: 'form' },
					],
				}),
				{},
				'PART_PUBLIC',
			],
			[
				'a redaction without a reason',
				({ note }) => ({ parts: [{ entry_id: note, name: 'text' }] }),
				{ reason: '' },
				'EVIDENCE_INVALID',
			],
		])('%s is refused, and nothing is erased', async (_, targetOf, more, code) => {
			const ids = {
				note: recorded(await store.record(note('text'), context())).entry_id,
				form: recorded(await store.record(note('', { parts: [part('form', 'x', { class: 'public' })] }), context()))
					.entry_id,
			};
			const before = await store.verify();
			expect(await refusalOf(store.redact(targetOf(ids), { ...reason, ...more }, context()))).toBe(code);
			expect(await store.verify()).toEqual(before);
		});
	});
}
