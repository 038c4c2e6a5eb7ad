import { bundleFiles, signNote, writeCheckpoint } from '../../core';
import { logKey, origin, otherKey } from './testLog';
import { edit, replace, swap, testAttacks, type Attack } from './tamper';

const { checkpoint, checkpoints, entries, parts, proofs } = bundleFiles;

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

describe('tampering with a full bundle is named', () => testAttacks({ kind: 'full' }, onFull));
