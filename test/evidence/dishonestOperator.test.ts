import { leafHash, signNote, writeCheckpoint, type BundleCode } from '../../core';
import type { ExportSelection } from '../../storage';
import { busyLog } from './busyLog';
import { judged } from './tamper';
import { codesOf, exportLog, logKey, origin, TestLog, verify } from './testLog';

describe('an operator who rewrites the log and signs again is found by the checkpoint that the auditor holds', () => {
	/** The log as it should have been, in the operator's eyes: one fact differs, everything is hashed and signed again. */
	const rewritten = () => {
		const log = new TestLog();
		log.add({ type: 'case.opened' });
		log.add({ case: 'C-0002', type: 'case.opened' });
		log.add({ type: 'owner.assigned', data: { owner_role: 'Product' } });
		log.checkpoint();
		log.add({ type: 'state.changed' });
		log.add({ type: 'case.closed' });
		log.add({ case: 'C-0002', type: 'case.closed' });
		log.checkpoint();
		return log;
	};

	test.each<[string, 'late' | 'middle' | 'early', ExportSelection, BundleCode[]]>([
		['of the same size, on a full bundle', 'late', { kind: 'full' }, ['FORK', 'HISTORY_REWRITTEN']],
		['of an earlier size, on a full bundle', 'middle', { kind: 'full' }, ['FORK', 'HISTORY_REWRITTEN']],
		['of the same size, on a case bundle', 'late', { kind: 'case', case_id: 'C-0001' }, ['FORK']],
		['of an earlier size, on a case bundle', 'middle', { kind: 'case', case_id: 'C-0001' }, ['UNANCHORED']],
		['of a size in the period', 'middle', { kind: 'period', from: 2, to: 6 }, ['FORK', 'HISTORY_REWRITTEN']],
	])('%s', async (_, held, wanted, codes) => {
		const { log } = { log: rewritten() };
		const anchor = busyLog()[held];
		const report = await verify(await exportLog(log, wanted), [anchor]);
		const size = Number(anchor.split('\n')[1]);
		expect([size, judged(codesOf(report))]).toEqual([size, codes]);
		expect(report.verdict).toBe(codes.includes('FORK') ? 'TAMPERED' : 'INCONCLUSIVE');
	});

	test('also when the bundle lists a checkpoint of the same size', async () => {
		const log = rewritten();
		log.notes.push({ size: 4, note: log.noteAt(4) });
		const anchor = busyLog().log.noteAt(4);
		const report = await verify(await exportLog(log, { kind: 'case', case_id: 'C-0001' }), [anchor]);
		expect(judged(codesOf(report))).toEqual(['FORK']);
	});

	test('without a checkpoint in the bundle it is a rewritten history, not yet a fork', async () => {
		const log = rewritten();
		log.notes = [];
		const report = await verify(await exportLog(log, { kind: 'full' }), [busyLog().log.noteAt(7)]);
		expect(judged(codesOf(report))).toEqual(['HISTORY_REWRITTEN']);
	});
});

describe('rolling the log back', () => {
	test('is found when the log is shorter than a checkpoint of the auditor', async () => {
		const { log, late } = busyLog();
		const earlier = new TestLog();
		earlier.bodies = log.bodies.slice(0, 5);
		earlier.partRows = log.partRows.filter(({ idx }) => idx < 5);
		earlier.notes = log.notes.slice(0, 2);
		const full = await verify(await exportLog(earlier, { kind: 'full' }), [late]);
		expect([full.verdict, judged(codesOf(full))]).toEqual(['TAMPERED', ['TRUNCATED']]);
		const ofCase = await verify(await exportLog(earlier, { kind: 'case', case_id: 'C-0001' }), [late]);
		expect([ofCase.verdict, judged(codesOf(ofCase))]).toEqual(['INCONCLUSIVE', ['UNANCHORED']]);
	});

	test('is not exported when the store still has the larger checkpoint', async () => {
		const { log } = busyLog();
		log.bodies = log.bodies.slice(0, 5);
		await expect(exportLog(log, { kind: 'full' })).rejects.toMatchObject({ code: 'EVIDENCE_INVALID' });
	});
});

test('two checkpoints of the auditor that contradict each other are a fork by themselves', async () => {
	const { log, late } = busyLog();
	const forged = signNote(writeCheckpoint({ origin, size: 7, root: leafHash('other') }), [logKey.skey]);
	const report = await verify(await exportLog(log, { kind: 'full' }), [late, forged]);
	expect([report.verdict, judged(codesOf(report))]).toEqual(['TAMPERED', ['FORK', 'HISTORY_REWRITTEN']]);
});

describe('redaction and pruning cannot be claimed', () => {
	test('a redacted part that comes back', async () => {
		const { log } = busyLog();
		const kept = log.partRows.filter(({ idx }) => idx === 3);
		log.redact(3, 'command');
		log.partRows.push(...kept);
		log.partRows.sort((a, b) => a.idx - b.idx);
		const report = await verify(await exportLog(log, { kind: 'full' }), [log.checkpoint()]);
		expect([report.verdict, judged(codesOf(report))]).toEqual(['TAMPERED', ['REDACTION_INCOMPLETE']]);
	});

	test('a redaction of other bytes than those that are missing', async () => {
		const { log } = busyLog();
		log.add({ type: 'part.redacted', data: { idx: 3, n: 'command', c: '0'.repeat(64) } });
		log.partRows = log.partRows.filter(({ idx }) => idx !== 3);
		const report = await verify(await exportLog(log, { kind: 'full' }), [log.noteAt()]);
		expect(judged(codesOf(report))).toEqual(['PART_MISSING']);
	});

	test('a part lost from the store', async () => {
		const { log, late } = busyLog();
		log.partRows = log.partRows.filter(({ idx }) => idx !== 3);
		const report = await verify(await exportLog(log, { kind: 'full' }), [late]);
		expect(judged(codesOf(report))).toEqual(['PART_MISSING']);
	});

	test('more redactions than the policy allows', async () => {
		const { log } = busyLog();
		log.redact(3, 'command');
		const late = log.checkpoint();
		const report = await verify(await exportLog(log, { kind: 'full' }), [late], { max_redacted: 0 });
		expect([report.verdict, judged(codesOf(report))]).toEqual(['INCONCLUSIVE', ['POLICY_LIMIT']]);
	});

	test('first entries that are gone without a record', async () => {
		const { log, late } = busyLog();
		log.first = 4;
		log.partRows = log.partRows.filter(({ idx }) => idx >= 4);
		const report = await verify(await exportLog(log, { kind: 'full' }), [late]);
		expect([report.verdict, judged(codesOf(report))]).toEqual(['TAMPERED', ['BODY_MISSING']]);
	});

	test('more first entries gone than the record says', async () => {
		const { log } = busyLog();
		log.prune(3);
		log.first = 4;
		log.partRows = log.partRows.filter(({ idx }) => idx >= 4);
		const report = await verify(await exportLog(log, { kind: 'full' }), [log.checkpoint()]);
		expect([report.verdict, judged(codesOf(report))]).toEqual(['TAMPERED', ['PRUNE_UNAUTHORIZED']]);
	});

	test('a record of pruning with another root', async () => {
		const { log } = busyLog();
		log.add({ case: '_log', type: 'log.pruned', data: { before: 4, root: '0'.repeat(64) } });
		log.first = 4;
		log.partRows = log.partRows.filter(({ idx }) => idx >= 4);
		const report = await verify(await exportLog(log, { kind: 'full' }), [log.checkpoint()]);
		expect(judged(codesOf(report))).toEqual(['PRUNE_UNAUTHORIZED']);
	});
});

describe('what the log never writes is found, also when it was hashed and signed', () => {
	const commitment = { c: '0'.repeat(64), len: 1, ct: 'text/plain', cap: 'raw', cls: 'public' };
	test.each<[string, Partial<Parameters<TestLog['add']>[0]>]>([
		['a fact that the type does not have', { data: { email: 'ada@example.com' } }],
		['a fact with a value that there is not', { data: { to: 'on-hold' } }],
		['a fact left out', { type: 'record.snapshot', data: { connector: 'crm', moment: 'before' } }],
		['an outcome of nothing', { type: 'connector.outcome' }],
		['an entry about the log in a case', { type: 'log.pruned', data: { before: 1, root: '0'.repeat(64) } }],
		['an entry of a case in the trail of the log', { case: '_log' }],
		['an unknown relation', { more: { refs: [{ id: 'x', rel: 'near' }] } }],
		[
			'a class of parts that can neither be shown nor erased',
			{ more: { parts: [{ ...commitment, n: 'a', cls: 'hidden' }] } },
		],
		['a name for two parts', { more: { parts: Array(2).fill({ ...commitment, n: 'a' }) } }],
		['a part with a path as its name', { more: { parts: [{ ...commitment, n: '../a' }] } }],
		['a part above 1 MiB', { more: { parts: [{ ...commitment, n: 'a', len: 2 ** 20 + 1 }] } }],
		['33 parts', { more: { parts: Array.from({ length: 33 }, (_, at) => ({ ...commitment, n: `a${at}` })) } }],
		['an instant that cannot be computed with', { more: { occurred_at: '2026-99-05T09:00:00.000Z' } }],
	])('%s', async (_, step) => {
		const { log } = busyLog();
		log.add({ type: 'state.changed', ...step });
		const report = await verify(await exportLog(log, { kind: 'full' }, { withhold: 'all' }), [log.checkpoint()]);
		expect([report.verdict, judged(codesOf(report))]).toEqual(['TAMPERED', ['SCHEMA']]);
	});
});
