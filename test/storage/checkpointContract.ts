import { makeKeyPair, openNote, signNote } from '../../core';
import type { CheckpointResult, TriageStore } from '../../storage';
import { caseRow, context, owner, refusalOf, ticket, useStore, type StoreUnderTest } from './subject';

export const key = makeKeyPair('triage.example.com', Buffer.alloc(32, 1));
export const otherKey = makeKeyPair('triage.example.com', Buffer.alloc(32, 2));
export const sign = (text: string) => signNote(text, [key.skey]);

export const signed = (result: CheckpointResult) => {
	if (result.outcome !== 'signed') throw new Error(result.findings.map(({ message }) => message).join('; '));
	return result;
};

/** What every engine must do with checkpoints and rebuilding; each engine's own test file calls it. */
export function describeCheckpoints(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`checkpoints on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase();
		});

		test('a checkpoint covers all there is, is kept, and stands in the log', async () => {
			const before = await store.verify();
			const result = signed(await store.checkpoint(sign, context()));
			expect(result).toMatchObject({ size: 2, root: before.root, at: '2026-01-05T09:00:00.000Z', is_new: true });
			const { text } = openNote(Buffer.from(result.note), [key.vkey]);
			expect(text).toBe(`${before.origin}\n2\n${Buffer.from(before.root, 'hex').toString('base64')}\n`);
			expect((await store.readTimeline('_log')).at(-1)).toMatchObject({
				type: 'log.checkpointed',
				data: { size: 2, root: before.root },
			});
			expect(await store.verify({ vkeys: [key.vkey] })).toMatchObject({ entry_count: 3, checkpoint_count: 1 });
		});

		test('only a checkpoint held outside makes a log intact, and says up to where', async () => {
			const first = signed(await store.checkpoint(sign, context()));
			await subject.openCase({ ticket_id: 'T-2' });
			const { vkey } = key;
			expect(await store.verify()).toMatchObject({ verdict: 'inconclusive', counts: { UNANCHORED: 1 } });
			expect(await store.verify({ vkeys: [vkey] })).toMatchObject({ verdict: 'inconclusive', anchored_count: 0 });
			const held = { verdict: 'intact', anchored_count: 2, pending_count: 2, notices: [], findings: [] };
			expect(await store.verify({ vkeys: [vkey], anchors: [first.note] })).toMatchObject(held);
			expect(await store.verify({ anchors: [first.note] })).toMatchObject(held);
			expect(await store.verify({ high_water: { size: first.size, root: first.root } })).toMatchObject(held);
		});

		test('checkpoints follow one another, also of a log that did not change', async () => {
			const sizes: number[] = [];
			let high_water;
			for (let turn = 0; turn < 4; turn += 1) {
				const { size, root } = signed(await store.checkpoint(sign, context(), { high_water, vkeys: [key.vkey] }));
				high_water = { size, root };
				sizes.push(size);
			}
			expect(sizes).toEqual([2, 3, 4, 5]);
		});

		test('the same command signs once', async () => {
			const once = context();
			const first = signed(await store.checkpoint(sign, once));
			expect(await store.checkpoint(sign, once)).toEqual({ ...first, is_new: false });
			const other = context();
			await store.execute({ case_id: 'C-0001' }, owner, other);
			expect(await refusalOf(store.checkpoint(sign, other))).toBe('COMMAND_REUSED');
		});

		test('a signer that signs something else is refused', async () => {
			const liar = (text: string) => sign(text.replace('\n2\n', '\n1\n'));
			expect(await refusalOf(store.checkpoint(liar, context()))).toBe('CHECKPOINT_MALFORMED');
			expect(await store.verify()).toMatchObject({ entry_count: 2, checkpoint_count: 0 });
		});

		test.each([
			['larger than the log', { size: 9, root: 'ab'.repeat(32) }, 'TRUNCATED'],
			['with another root', { size: 2, root: 'ab'.repeat(32) }, 'HISTORY_REWRITTEN'],
		])('a remembered size %s keeps the signer from signing', async (_, high_water, code) => {
			const result = await store.checkpoint(sign, context(), { high_water });
			expect(result).toMatchObject({ outcome: 'refused', findings: [{ code }] });
			expect(await store.verify()).toMatchObject({ entry_count: 2, checkpoint_count: 0 });
		});

		test('a log that another key signed is not signed', async () => {
			await store.checkpoint((text) => signNote(text, [otherKey.skey]), context());
			const result = await store.checkpoint(sign, context(), { vkeys: [key.vkey] });
			expect(result).toMatchObject({ outcome: 'refused', findings: [{ code: 'UNTRUSTED_KEY' }] });
		});

		test('a log is signed while others write', async () => {
			const another = await subject.openAnother();
			const work = Array.from({ length: 20 }, async (_, index) =>
				(index % 2 ? store : another).execute(
					null,
					{ kind: 'open', fields: ticket({ ticket_id: `N-${index}` }) },
					context(),
				),
			);
			const results = await Promise.all(
				[store, another, store, another].map(async (one) => await one.checkpoint(sign, context())),
			);
			await Promise.all(work);
			await another.close();
			const sizes = results.map((result) => signed(result).size);
			expect(new Set(sizes).size).toBe(4);
			const anchors = results.map((result) => signed(result).note);
			expect(await store.verify({ vkeys: [key.vkey], anchors })).toMatchObject({ verdict: 'intact' });
		});

		test('what was appended since the newest checkpoint is told', async () => {
			expect(await store.readCheckpointStatus()).toEqual({
				size: 2,
				signed_size: 0,
				entries_since: 2,
				types_since: expect.arrayContaining(['log.opened', 'case.opened']) as string[],
				last_at: null,
			});
			await store.checkpoint(sign, context());
			subject.setNow('2026-01-05T10:00:00.000Z');
			const signedNow = { size: 3, signed_size: 2, last_at: '2026-01-05T09:00:00.000Z' };
			expect(await store.readCheckpointStatus()).toEqual({ ...signedNow, entries_since: 0, types_since: [] });
			await store.execute({ case_id: 'C-0001' }, { kind: 'resolve', resolution: 'fixed' }, context());
			expect(await store.readCheckpointStatus()).toMatchObject({ entries_since: 1, types_since: ['command.refused'] });
		});

		test('a checkpoint that is too old is said to be', async () => {
			const { note } = signed(await store.checkpoint(sign, context()));
			subject.setNow('2026-01-05T09:30:00.000Z');
			const options = { anchors: [note], vkeys: [key.vkey] };
			expect(await store.verify({ ...options, max_age_seconds: 1800 })).toMatchObject({ verdict: 'intact' });
			expect(await store.verify({ ...options, max_age_seconds: 1799 })).toMatchObject({
				verdict: 'inconclusive',
				notices: [{ code: 'STALE' }],
			});
		});
	});

	describe(`rebuilding on ${engine}`, () => {
		const subject = useStore(open);

		test('rows that differ are named and made again, and the log says so', async () => {
			const { store } = subject;
			for (const number of [1, 2, 3, 4]) await subject.openCase({ ticket_id: `T-${number}` });
			const { cases } = await store.findCases({ order: 'oldest' });
			const tables = subject.openTables();
			const [one, two] = [cases[0]!, cases[1]!];
			await tables.deleteFrom('cases').where('case_id', 'in', ['C-0001', 'C-0003']).execute();
			// Each row now holds what another one needs.
			const swapped = caseRow({ ...two, ticket_id: one.ticket_id });
			await tables.updateTable('cases').set(swapped).where('case_id', '=', 'C-0002').execute();
			const invented = caseRow({ ...two, case_id: 'C-0009', ticket_id: 'T-9' });
			await tables.insertInto('cases').values(invented).execute();
			await tables.destroy();
			expect((await store.verify()).counts).toMatchObject({ PROJECTION_DIVERGED: 4 });

			const once = context();
			const { differences, idx } = await store.rebuild(once);
			expect(differences.map(({ case_id, kind }) => `${case_id} ${kind}`).sort()).toEqual([
				'C-0001 missing',
				'C-0002 changed',
				'C-0003 missing',
				'C-0009 extra',
			]);
			expect(idx).toBe(5);
			expect((await store.findCases({ order: 'oldest' })).cases).toEqual(cases);
			expect((await store.readTimeline('_log')).at(-1)).toMatchObject({
				type: 'log.rebuilt',
				data: {
					differing: 4,
					tables: ['cases', 'definitions', 'exceptions', 'retries', 'throttles', 'timers', 'triggers'],
				},
			});
			expect(await store.rebuild(once)).toEqual({ differences: [], idx: 5 });
			expect(await store.rebuild(context())).toEqual({ differences: [], idx: 6 });
		});
	});
}
