import { leafHash, signNote, writeCheckpoint, type BundleCode, type BundleManifest } from '../../core';
import { busyLog } from './busyLog';
import { codesOf, exportLog, logKey, origin, otherKey, reseal, TestLog, verify, type Bundle } from './testLog';

type Lines = string[];

/** Changes the lines of a file. */
function edit(bundle: Bundle, name: string, change: (lines: Lines) => Lines | void): void {
	const lines = bundle.get(name)!.toString().split('\n').slice(0, -1);
	const changed = change(lines) ?? lines;
	bundle.set(name, Buffer.from(changed.map((line) => `${line}\n`).join('')));
}

const replace = (at: number, from: string | RegExp, to: string) => (lines: Lines) => {
	const changed = lines[at]!.replace(from, to);
	if (changed === lines[at]) throw new RangeError(`Nothing to replace in ${lines[at]}`);
	lines[at] = changed;
};
const swap = (a: number, b: number) => (lines: Lines) => {
	[lines[a], lines[b]] = [lines[b]!, lines[a]!];
};
const entries = 'entries.ndjson';
const parts = 'parts.ndjson';
const proofs = 'proofs.ndjson';
const checkpoints = 'anchors/checkpoints.ndjson';
const checkpoint = 'checkpoint.txt';

/** Information says nothing about an attack. */
const judged = (codes: string[]) =>
	codes.filter((code) => !['PENDING', 'OPEN_CASE', 'WITHHELD', 'REDACTED', 'PRUNED'].includes(code));

type Attack = [
	name: string,
	tamper: (bundle: Bundle, notes: ReturnType<typeof busyLog>) => void,
	codes: BundleCode[],
	change?: (manifest: BundleManifest) => void,
];

// Lines of the full bundle: 0 log.opened, 1 C-0001 opened, 2 C-0002 opened, 3 and 4 C-0001, 5 C-0002, 6 C-0001 closed,
// 7 C-0002 closed. Checkpoints at 3, 5 and 7 entries.
const onFull: Attack[] = [
	['an edited fact', (b) => edit(b, entries, replace(3, 'Billing', 'Product')), ['CASE_CHAIN', 'HISTORY_REWRITTEN']],
	[
		'an edited fact of the newest covered entry',
		(b) => edit(b, entries, replace(6, '"fixed"', '"duplicate"')),
		['HISTORY_REWRITTEN'],
	],
	[
		'an entry spelt in another way',
		(b) => edit(b, entries, replace(6, '"v":1', '"v": 1')),
		['HISTORY_REWRITTEN', 'NON_CANONICAL'],
	],
	[
		'a key that stands twice',
		(b) => edit(b, entries, replace(6, '"v":1', '"v":1,"v":1')),
		['HISTORY_REWRITTEN', 'NON_CANONICAL'],
	],
	['an unknown field', (b) => edit(b, entries, replace(6, '"v":1', '"v":1,"w":1')), ['HISTORY_REWRITTEN', 'SCHEMA']],
	['an unknown version', (b) => edit(b, entries, replace(6, '"v":1', '"v":2')), ['HISTORY_REWRITTEN', 'SCHEMA']],
	['an unknown type', (b) => edit(b, entries, replace(6, 'case.closed', 'case.gone')), ['HISTORY_REWRITTEN', 'SCHEMA']],
	[
		'an entry above 16 KiB',
		(b) => edit(b, entries, replace(6, '"fixed"', `"${'x'.repeat(16_384)}"`)),
		['HISTORY_REWRITTEN', 'SCHEMA'],
	],
	[
		'a deleted entry',
		(b) => edit(b, entries, (lines) => lines.toSpliced(4, 1)),
		['CASE_CHAIN', 'HISTORY_REWRITTEN', 'INDEX_GAP', 'MANIFEST_MISMATCH'],
	],
	[
		'two entries in another order',
		(b) => edit(b, entries, swap(5, 6)),
		['CLOCK_REGRESSION', 'HISTORY_REWRITTEN', 'INDEX_GAP', 'INDEX_MISMATCH', 'PART_UNREFERENCED', 'PART_MISSING'],
	],
	[
		'an entry that stands twice',
		(b) => edit(b, entries, (lines) => lines.toSpliced(4, 0, lines[4]!)),
		['CASE_CHAIN', 'HISTORY_REWRITTEN', 'IDEMPOTENCY_CONFLICT', 'INDEX_MISMATCH', 'MANIFEST_MISMATCH'],
	],
	[
		'an entry put in',
		(b) => edit(b, entries, (lines) => lines.toSpliced(7, 0, lines[6]!.replace('"idx":6', '"idx":7'))),
		['CASE_CHAIN', 'IDEMPOTENCY_CONFLICT', 'INDEX_MISMATCH', 'MANIFEST_MISMATCH'],
	],
	[
		'the last covered entries cut off, with a good proof for the rest',
		(b) => {
			const { proof } = JSON.parse(b.get(checkpoints)!.toString().split('\n')[1]!) as { proof: string[] };
			edit(b, entries, (lines) => lines.slice(0, 5));
			edit(b, parts, (lines) => lines.slice(0, 3));
			edit(b, proofs, () => [JSON.stringify({ consistency: proof, from: 0, frontier: [], to: 5 })]);
		},
		['TRUNCATED'],
		(manifest) => {
			manifest.to = 5;
		},
	],
	[
		'entries cut off without a word',
		(b) => edit(b, entries, (lines) => lines.slice(0, 6)),
		['INDEX_GAP', 'PROOF_INVALID'],
	],
	[
		'the first entries cut off',
		(b) => edit(b, entries, (lines) => lines.slice(2)),
		['CASE_CHAIN', 'PROOF_INVALID', 'INDEX_GAP', 'MANIFEST_MISMATCH', 'PART_UNREFERENCED'],
	],
	[
		'an older time',
		(b) => edit(b, entries, replace(6, /"at":"[^"]*"/, '"at":"2026-01-05T09:00:00.000Z"')),
		['CLOCK_REGRESSION', 'HISTORY_REWRITTEN'],
	],
	[
		'an entry of another log',
		(b) => edit(b, entries, replace(6, `"log":"${origin}"`, '"log":"other"')),
		['HISTORY_REWRITTEN', 'ORIGIN_MISMATCH'],
	],
	[
		'the id of another entry',
		(b) =>
			edit(b, entries, (lines) => {
				const id = /"id":"[0-9a-f]{32}"/;
				lines[6] = lines[6]!.replace(id, id.exec(lines[5]!)![0]);
			}),
		['HISTORY_REWRITTEN', 'IDEMPOTENCY_CONFLICT'],
	],
	[
		'an entry moved to another case',
		(b) => edit(b, entries, replace(6, '"case":"C-0001"', '"case":"C-0002"')),
		['CASE_CHAIN', 'HISTORY_REWRITTEN'],
	],
	['edited bytes of a part', (b) => edit(b, parts, replace(0, /"b64":"../, '"b64":"AA')), ['PART_MODIFIED']],
	['another salt', (b) => edit(b, parts, replace(0, /"salt":"../, '"salt":"AA')), ['PART_MODIFIED']],
	['a longer part', (b) => edit(b, parts, replace(0, /"b64":"/, '"b64":"AAAA')), ['PART_MODIFIED']],
	[
		'two parts with their places swapped',
		(b) =>
			edit(b, parts, (lines) => [
				lines[1]!.replace('"idx":2', '"idx":1'),
				lines[0]!.replace('"idx":1', '"idx":2'),
				...lines.slice(2),
			]),
		['PART_MODIFIED'],
	],
	['two part lines in another order', (b) => edit(b, parts, swap(0, 1)), ['PART_MISSING', 'PART_UNREFERENCED']],
	['a part left out', (b) => edit(b, parts, (lines) => lines.slice(1)), ['PART_MISSING']],
	[
		'a public part left out under the cover of personal data',
		(b) => edit(b, parts, (lines) => lines.filter((line) => !line.includes('"n":"answer"'))),
		['PART_MISSING'],
		(manifest) => {
			manifest.withheld = 'pii';
		},
	],
	[
		'a part that no entry commits to',
		(b) => edit(b, parts, (lines) => [...lines, lines[0]!.replace('"idx":1', '"idx":7')]),
		['PART_UNREFERENCED'],
	],
	[
		'a part under another name',
		(b) => edit(b, parts, replace(0, '"n":"command"', '"n":"other"')),
		['PART_MISSING', 'PART_UNREFERENCED'],
	],
	[
		'a part line that is not canonical',
		(b) => edit(b, parts, replace(0, '{', '{ ')),
		['NON_CANONICAL', 'PART_MISSING'],
	],
	[
		'a checkpoint signed with another key',
		(b, { log }) => b.set(checkpoint, Buffer.from(log.noteAt(7, otherKey.skey))),
		['UNTRUSTED_KEY'],
	],
	[
		'a checkpoint with another signature',
		(b, { early }) => edit(b, checkpoint, (lines) => [...lines.slice(0, -1), early.split('\n').at(-2)!]),
		['CHECKPOINT_SIGNATURE'],
	],
	['a checkpoint over another root', (b) => edit(b, checkpoint, replace(2, /^../, 'AA')), ['CHECKPOINT_SIGNATURE']],
	['a checkpoint that is no note', (b) => b.set(checkpoint, Buffer.from('7\n')), ['CHECKPOINT_MALFORMED']],
	[
		'a checkpoint with an extension line',
		(b) =>
			b.set(
				checkpoint,
				Buffer.from(signNote(`${origin}\n7\n${Buffer.alloc(32).toString('base64')}\nmore\n`, [logKey.skey])),
			),
		['CHECKPOINT_MALFORMED'],
	],
	[
		'a checkpoint of another log, signed with the same key',
		(b, { log }) =>
			b.set(
				checkpoint,
				Buffer.from(signNote(writeCheckpoint({ origin: 'other', size: 7, root: log.rootAt(7) }), [logKey.skey])),
			),
		['ORIGIN_MISMATCH'],
	],
	[
		'an older checkpoint in the place of the newest',
		(b, { middle }) => b.set(checkpoint, Buffer.from(middle)),
		['MANIFEST_MISMATCH', 'PROOF_INVALID'],
	],
	[
		'an earlier checkpoint with another root',
		(b, { log }) => {
			const note = signNote(writeCheckpoint({ origin, size: 5, root: log.rootAt(4) }), [logKey.skey]);
			edit(b, checkpoints, (lines) => [lines[0]!, JSON.stringify({ note, proof: [] })]);
		},
		['PROOF_INVALID'],
	],
	[
		'an earlier checkpoint signed with another key',
		(b, { log }) =>
			edit(b, checkpoints, (lines) => [lines[0]!, JSON.stringify({ note: log.noteAt(5, otherKey.skey), proof: [] })]),
		['UNTRUSTED_KEY'],
	],
	[
		'an earlier checkpoint that is no line',
		(b) => edit(b, checkpoints, replace(0, '{', '[')),
		['CHECKPOINT_MALFORMED'],
	],
	[
		'a frontier where none belongs',
		(b) => edit(b, proofs, replace(0, '"frontier":[]', `"frontier":["${'A'.repeat(43)}="]`)),
		['PROOF_INVALID'],
	],
	['no proof line', (b) => b.set(proofs, Buffer.alloc(0)), ['PROOF_INVALID']],
	['a proof of another range', (b) => edit(b, proofs, replace(0, '"to":8', '"to":9')), ['PROOF_INVALID']],
	[
		'a proof that nothing needs',
		(b) => edit(b, proofs, replace(0, '"consistency":[]', `"consistency":["${'A'.repeat(43)}="]`)),
		['PROOF_INVALID'],
	],
	[
		'a file that is not listed',
		(b) => b.set('notes.txt', Buffer.from('x')),
		['MANIFEST_MISMATCH'],
		(manifest) => delete manifest.files['notes.txt'],
	],
	[
		'a listed file that is gone',
		(b) => b.delete('README.txt'),
		['MANIFEST_MISMATCH'],
		(manifest) => (manifest.files['README.txt'] = '0'.repeat(64)),
	],
	['a required file that is neither there nor listed', (b) => b.delete('README.txt'), ['MANIFEST_MISMATCH']],
	['wrong counts', () => undefined, ['MANIFEST_MISMATCH'], (manifest) => (manifest.counts.parts += 1)],
	[
		'another root in the manifest',
		() => undefined,
		['MANIFEST_MISMATCH'],
		(manifest) => (manifest.tree.root = '0'.repeat(64)),
	],
	['a manifest of another log', () => undefined, ['ORIGIN_MISMATCH'], (manifest) => (manifest.origin = 'other')],
	['a manifest that reaches further', () => undefined, ['INDEX_GAP', 'PROOF_INVALID'], (manifest) => (manifest.to = 9)],
	[
		'a manifest with an unknown field',
		() => undefined,
		['MANIFEST_MISMATCH'],
		(manifest) => Object.assign(manifest, { more: 1 }),
	],
	[
		'a case that claims to be a full log',
		() => undefined,
		['MANIFEST_MISMATCH'],
		(manifest) => Object.assign(manifest, { case: 'C-0001' }),
	],
	[
		'a last line without its line feed',
		(b) => b.set(entries, b.get(entries)!.subarray(0, -1)),
		['MANIFEST_MISMATCH'],
		(manifest) => (manifest.counts.entries = 8),
	],
];

/** Rows of one length: jest would hand its own callback in for a last element that is not there. */
const rows = (attacks: Attack[]) => attacks.map(([name, ...attack]) => [name, attack] as const);

describe('tampering with a full bundle is named', () => {
	test.each(rows(onFull))('%s', async (_, [tamper, codes, change]) => {
		const notes = busyLog();
		const bundle = await exportLog(notes.log, { kind: 'full' });
		tamper(bundle, notes);
		const report = await verify(reseal(bundle, change), [notes.late]);
		expect(judged(codesOf(report))).toEqual([...codes].sort());
		expect(report.verdict).toBe('TAMPERED');
	});
});

// Lines of the case bundle of C-0001: entries 1, 3, 4 and 6.
const onCase: Attack[] = [
	['an edited fact', (b) => edit(b, entries, replace(1, 'Billing', 'Product')), ['CASE_CHAIN', 'PROOF_INVALID']],
	['an edited last entry', (b) => edit(b, entries, replace(3, '"fixed"', '"duplicate"')), ['PROOF_INVALID']],
	[
		'a step in the middle left out with its proof',
		(b) => {
			edit(b, entries, (lines) => lines.toSpliced(2, 1));
			edit(b, proofs, (lines) => lines.toSpliced(2, 1));
		},
		['CASE_CHAIN'],
	],
	[
		'a step left out and its proof kept',
		(b) => edit(b, entries, (lines) => lines.toSpliced(2, 1)),
		['CASE_CHAIN', 'PROOF_INVALID'],
	],
	[
		'the first step left out',
		(b) => {
			edit(b, entries, (lines) => lines.slice(1));
			edit(b, proofs, (lines) => lines.slice(1));
			edit(b, parts, (lines) => lines.slice(1));
		},
		['CASE_CHAIN'],
		(manifest) => {
			manifest.from = 3;
		},
	],
	[
		'steps of the end left out, and the manifest not',
		(b) => {
			edit(b, entries, (lines) => lines.slice(0, 3));
			edit(b, proofs, (lines) => lines.slice(0, 3));
		},
		['MANIFEST_MISMATCH'],
	],
	['proofs swapped', (b) => edit(b, proofs, swap(1, 2)), ['PROOF_INVALID']],
	[
		'a proof of another length',
		(b) => edit(b, proofs, replace(1, '"proof":[', `"proof":["${'A'.repeat(43)}=",`)),
		['PROOF_INVALID'],
	],
	['a proof that is no line', (b) => edit(b, proofs, replace(1, '{', '[')), ['PROOF_INVALID']],
	[
		'a hash that is none',
		(b) => edit(b, proofs, replace(1, /"proof":\["[^"]*"/, '"proof":["AA=="')),
		['PROOF_INVALID'],
	],
	[
		'an entry of another case put in with its proof',
		(b, { log }) => {
			edit(b, entries, (lines) => lines.toSpliced(1, 0, log.bodies[2]!));
			edit(b, proofs, (lines) => lines.toSpliced(1, 0, '{"idx":2,"proof":[]}'));
		},
		['CASE_MISMATCH', 'PROOF_INVALID', 'PART_MISSING'],
	],
	['a case under another name', () => undefined, ['CASE_MISMATCH'], (manifest) => (manifest.case = 'C-0002')],
	[
		'entries in another order',
		(b) => (edit(b, entries, swap(2, 3)), edit(b, proofs, swap(2, 3))),
		['CASE_CHAIN', 'CLOCK_REGRESSION', 'INDEX_MISMATCH'],
	],
];

describe('tampering with a case bundle is named', () => {
	test.each(rows(onCase))('%s', async (_, [tamper, codes, change]) => {
		const notes = busyLog();
		const bundle = await exportLog(notes.log, { kind: 'case', case_id: 'C-0001' });
		tamper(bundle, notes);
		const report = await verify(reseal(bundle, change), [notes.late]);
		expect(judged(codesOf(report))).toEqual([...codes].sort());
		expect(report.verdict).toBe('TAMPERED');
	});
});

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

	test.each<[string, 'late' | 'middle' | 'early', Parameters<typeof exportLog>[1], BundleCode[]]>([
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
