import { leafHash, verifyBundle, verifyInclusion, writeTlogProof, type BundleManifest } from '../../core';
import type { ExportRequest, ExportSelection, TriageStore } from '../../storage';
import { filesOf, memorySink, type Bundle } from '../evidence/testLog';
import { key, otherKey, sign, signed } from './checkpointContract';
import { note, part, recorded, target } from './evidenceContract';
import { complaintOf, context, openTicket, refusalOf, useStore, type StoreUnderTest } from './subject';

const now = '2026-01-05T12:00:00.000Z';
const manifestOf = (bundle: Bundle) => JSON.parse(bundle.get('manifest.json')!.toString()) as BundleManifest;

async function exported(store: TriageStore, selection: ExportSelection, more: Partial<ExportRequest> = {}) {
	const bundle: Bundle = new Map();
	const request = { tool: 'test 1', ...selection, ...more } as ExportRequest;
	return { bundle, ...(await store.exportBundle(request, memorySink(bundle))) };
}

const verdictOf = async (bundle: Bundle, ...anchors: string[]) => {
	const policy = { v: 1 as const, origin: manifestOf(bundle).origin, vkeys: [key.vkey] };
	return await verifyBundle(filesOf(bundle), policy, { now, anchors: anchors.map((anchor) => Buffer.from(anchor)) });
};

/** What every engine must do when a bundle or a proof is asked of it; each engine's own test file calls it. */
export function describeExport(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`export from ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		let [first, second] = ['', ''];

		/** 0 log · 1 C-0001 · 2 C-0002 · 3 note of C-0001 · 4 checkpoint · 5 failed · 6 checkpoint, which none covers */
		beforeEach(async () => {
			({ store } = subject);
			await openTicket(store, 'T-1');
			subject.setNow('2026-01-05T09:10:00.000Z');
			await openTicket(store, 'T-2');
			subject.setNow('2026-01-05T09:20:00.000Z');
			const parts = [part('text', 'said by phone'), part('kept', 'for good', { class: 'public' })];
			await store.record(note('', { parts }), context());
			first = signed(await store.checkpoint(sign, context())).note;
			subject.setNow('2026-01-05T09:30:00.000Z');
			await store.execute(target, { kind: 'change_state', to: 'failed', root_cause: 'unknown' }, context());
			second = signed(await store.checkpoint(sign, context())).note;
		});

		test.each<[name: string, selection: ExportSelection, from: number, to: number, entries: number]>([
			['a case', { kind: 'case', case_id: 'C-0001' }, 1, 6, 3],
			['a period by number', { kind: 'period', from: 2, to: 5 }, 2, 5, 3],
			[
				'a period by time',
				{ kind: 'period', from_at: '2026-01-05T09:10:00.000Z', to_at: '2026-01-05T09:30:00.000Z' },
				2,
				5,
				3,
			],
			['a period up to now', { kind: 'period', from_at: '2026-01-05T09:30:00.000Z' }, 5, 7, 2],
			['the whole log', { kind: 'full' }, 0, 7, 7],
		])('%s makes a bundle that any held checkpoint verifies', async (_, selection, from, to, entries) => {
			const { bundle, manifest, signed_size } = await exported(store, selection);
			expect(manifest).toMatchObject({ kind: selection.kind, from, to, counts: { entries }, withheld: 'none' });
			expect(signed_size).toBe(6);
			expect(manifestOf(bundle)).toEqual(manifest);
			expect(await verdictOf(bundle, first, second)).toMatchObject({
				verdict: 'VERIFIED',
				coverage: { entries, anchored: to > 6 ? entries - 1 : entries },
			});
			expect((await verdictOf(bundle)).verdict).toBe('INCONCLUSIVE');
		});

		test('the same bytes come from every connection, and are named by the digest of the manifest', async () => {
			const once = await exported(store, { kind: 'full' });
			const another = await subject.openAnother();
			const again = await exported(another, { kind: 'full' });
			await another.close();
			expect(again.bundle).toEqual(once.bundle);
			expect(again.bundle.get('manifest.sha256')?.toString()).toBe(`${once.digest}  manifest.json\n`);
		});

		test('parts that are too large to be read together are all there, in order', async () => {
			const large = (letter: string) => part(`part-${letter}`, letter.repeat(1024 * 1024));
			for (const letters of ['cab', 'edf', 'g', 'hkij'])
				await store.record(note('', { parts: [...letters].map(large) }), context());
			const { bundle, manifest } = await exported(store, { kind: 'full' });
			const names = bundle
				.get('parts.ndjson')!
				.toString()
				.match(/(?<="n":")part-./g);
			expect(names).toEqual([...'abcdefghijk'].map((letter) => `part-${letter}`));
			expect(manifest.counts.parts).toBeGreaterThan(11);
			expect(await verdictOf(bundle, second)).toMatchObject({ verdict: 'VERIFIED' });
		});

		test('what no checkpoint covers is counted, and a log without one says that nothing is signed', async () => {
			// The newest entry only tells of the checkpoint.
			expect(await exported(store, { kind: 'full' })).toMatchObject({ signed_size: 6, pending_count: 0 });
			await openTicket(store, 'T-3');
			expect(await exported(store, { kind: 'full' })).toMatchObject({ signed_size: 6, pending_count: 1 });
			const fresh = await open();
			await openTicket(fresh.store);
			const { bundle, ...summary } = await exported(fresh.store, { kind: 'full' });
			await fresh.store.close();
			expect(summary).toMatchObject({ signed_size: 0, pending_count: 1 });
			expect([...bundle.keys()]).not.toContain('checkpoint.txt');
		});

		test.each([
			['none', 2, 0],
			['pii', 1, 1],
			['all', 0, 2],
		] as const)('parts are withheld as asked: %s', async (withhold, parts, withheld) => {
			const { bundle } = await exported(store, { kind: 'period', from: 3, to: 4 }, { withhold });
			const report = await verdictOf(bundle, second);
			expect(report).toMatchObject({ verdict: 'VERIFIED', coverage: { parts, withheld } });
			expect(bundle.get('parts.ndjson')?.includes(Buffer.from('said by phone').toString('base64'))).toBe(
				withhold === 'none',
			);
		});

		test.each<[selection: ExportSelection, code: string]>([
			[{ kind: 'case', case_id: 'C-0099' }, 'CASE_NOT_FOUND'],
			[{ kind: 'case', case_id: "C-0001' or 1=1 --" }, 'CASE_NOT_FOUND'],
			[{ kind: 'case', case_id: 'C-0001\u0000' }, 'CASE_NOT_FOUND'],
			[{ kind: 'case', case_id: '\ud800' }, 'CASE_NOT_FOUND'],
			[{ kind: 'period', from: 3, to: 3 }, 'PERIOD_EMPTY'],
			[{ kind: 'period', from: 3, to: 8 }, 'PERIOD_EMPTY'],
			[{ kind: 'period', from_at: '2026-01-05T10:00:00.000Z' }, 'PERIOD_EMPTY'],
			[{ kind: 'period', from_at: '2026-01-05T09:30:00.000Z', to_at: '2026-01-05T09:30:00.000Z' }, 'PERIOD_EMPTY'],
		])('%j is refused before anything is written', async (selection, code) => {
			const written: Bundle = new Map();
			const request = { tool: 'test 1', ...selection } as ExportRequest;
			expect(await refusalOf(store.exportBundle(request, memorySink(written)))).toBe(code);
			expect(written.size).toBe(0);
		});

		test('a sink that cannot write is not taken for a store that cannot be read', async () => {
			const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
			const write = async (_: string, chunks: AsyncIterable<Uint8Array>) => {
				for await (const chunk of chunks) if (chunk.length > 0) throw full;
			};
			expect(await complaintOf(store.exportBundle({ kind: 'full', tool: 'test 1' }, { write }))).toMatchObject({
				code: 'BUNDLE_UNWRITABLE',
				message: 'The bundle cannot be written: ENOSPC: no space left on device',
			});
			expect((await verdictOf((await exported(store, { kind: 'full' })).bundle, second)).verdict).toBe('VERIFIED');
		});

		test('writers go on meanwhile, and what they write is not in the bundle', async () => {
			const another = await subject.openAnother();
			const bundle: Bundle = new Map();
			const inner = memorySink(bundle);
			let turn = 0;
			const sink = {
				async write(name: string, chunks: AsyncIterable<Uint8Array>) {
					turn += 1;
					await Promise.all([openTicket(store, `W-${turn}`), openTicket(another, `V-${turn}`)]);
					if (turn === 2) signed(await another.checkpoint(sign, context()));
					await inner.write(name, chunks);
				},
			};
			const { manifest } = await store.exportBundle({ kind: 'full', tool: 'test 1' }, sink);
			await another.close();
			expect([manifest.to, manifest.counts.entries, turn]).toEqual([7, 7, 8]);
			expect(await verdictOf(bundle, second)).toMatchObject({ verdict: 'VERIFIED', coverage: { pending: 1 } });
			expect((await store.verify()).entry_count).toBe(7 + 2 * turn + 1);
			const later = await exported(store, { kind: 'full' });
			expect((await verdictOf(later.bundle, second)).verdict).toBe('VERIFIED');
		});
	});

	describe(`proofs on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		let entryId = '';
		beforeEach(async () => {
			({ store } = subject);
			await openTicket(store);
			({ entry_id: entryId } = recorded(await store.record(note('said by phone'), context())));
		});
		const prove = async (vkeys?: string[]) => await store.proveEntry(entryId, vkeys);

		test('an entry is pending until a checkpoint covers it, and proved by the newest one from then on', async () => {
			expect(await prove()).toMatchObject({ outcome: 'pending', entry: { idx: 2 }, signed_size: 0 });
			await store.checkpoint(sign, context());
			const late = recorded(await store.record(note('said by mail'), context()));
			expect(await store.proveEntry(late.entry_id)).toMatchObject({ outcome: 'pending', signed_size: 3 });
			const newest = signed(await store.checkpoint(sign, context()));

			const result = await prove([key.vkey]);
			if (result.outcome !== 'proved') throw new Error(result.outcome);
			const { entry, proof, size, root } = result;
			expect(entry).toMatchObject({ entry_id: entryId, case_id: 'C-0001', type: 'note.added', idx: 2 });
			expect({ size, root, note: proof.note }).toEqual({ size: 5, root: newest.root, note: newest.note });
			expect(Buffer.from(leafHash(proof.leaf)).toString('hex')).toBe(entry.leaf_hash);
			const rootBytes = Buffer.from(root, 'hex');
			expect(verifyInclusion(2, 5, leafHash(proof.leaf), proof.proof, rootBytes)).toBe(true);
			expect(verifyInclusion(2, 5, leafHash(`${proof.leaf} `), proof.proof, rootBytes)).toBe(false);
			expect(writeTlogProof(proof)).toContain(`\nindex 2\n`);
		});

		test.each([[''], ['nothing'], ['\u0000'], ['\ud800'], ["' or 1=1 --"]])('%j is no entry', async (id) => {
			await store.checkpoint(sign, context());
			expect(await store.proveEntry(id)).toEqual({ outcome: 'not_found' });
		});

		test('a checkpoint that none of the given keys signed proves nothing', async () => {
			await store.checkpoint(sign, context());
			expect(await refusalOf(prove([otherKey.vkey]))).toBe('UNTRUSTED_KEY');
			expect(await refusalOf(prove(['no key']))).toBe('KEY_INVALID');
		});
	});
}
