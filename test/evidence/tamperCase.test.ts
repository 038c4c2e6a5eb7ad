import { bundleFiles } from '../../core';
import { edit, replace, swap, testAttacks, type Attack } from './tamper';

const { entries, parts, proofs } = bundleFiles;

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

describe('tampering with a case bundle is named', () => testAttacks({ kind: 'case', case_id: 'C-0001' }, onCase));
