import { TriageError } from '../../errors';
import { verifyConsistency } from '../proofs';
import { linesOf, type BundleFiles } from './files';
import type { BundleCode, Findings } from './findings';
import { bundleFiles, checkpointLine, readLine, type BundleManifest, type CheckpointLine } from './format';
import { readWhole } from './lines';
import { openCheckpoint, type AuditPolicy, type SignedCheckpoint } from './policy';

/** The tree that the proofs of a bundle lead to. */
export interface BundleTree {
	size: number;
	root: Uint8Array;
	/** The bundle's checkpoint, once its signature was verified; null when there is none or it is not good. */
	signed: SignedCheckpoint | null;
}

export const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
export const fromBase64 = (hashes: readonly string[]) => hashes.map((hash) => Buffer.from(hash, 'base64'));

const maxCheckpointBytes = 64 * 1024;

/** Opens a checkpoint of the bundle; what is wrong with it is a finding. */
function openReported(
	note: Uint8Array,
	policy: AuditPolicy,
	where: string,
	findings: Findings,
): SignedCheckpoint | null {
	try {
		const checkpoint = openCheckpoint(note, policy);
		if (checkpoint.origin === policy.origin) return checkpoint;
		findings.add('ORIGIN_MISMATCH', `${where} is of the log '${checkpoint.origin}', not '${policy.origin}'`);
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		findings.add(error.code as BundleCode, `${where}: ${error.message}`);
	}
	return null;
}

/** The tree of the manifest, and what `checkpoint.txt` says about it. */
export async function readTree(
	files: BundleFiles,
	manifest: BundleManifest,
	policy: AuditPolicy,
	findings: Findings,
): Promise<BundleTree> {
	const claimed = { size: manifest.tree.size, root: Buffer.from(manifest.tree.root, 'hex') };
	const file = files.get(bundleFiles.checkpoint);
	if (file === undefined) return { ...claimed, signed: null };
	const note = await readWhole(file, maxCheckpointBytes);
	if (note === null) findings.add('CHECKPOINT_MALFORMED', `${bundleFiles.checkpoint} is too long`);
	const signed = note && openReported(note, policy, bundleFiles.checkpoint, findings);
	if (signed === null) return { ...claimed, signed };
	if (signed.size !== claimed.size || !isSame(signed.root, claimed.root)) {
		findings.add('MANIFEST_MISMATCH', `The tree of the manifest is not the one of ${bundleFiles.checkpoint}`);
	}
	return { size: signed.size, root: signed.root, signed };
}

/** Reports checkpoints that contradict each other: two signed roots of one size. */
function compareRoots(
	a: SignedCheckpoint,
	b: SignedCheckpoint | BundleTree,
	what: string,
	findings: Findings,
): boolean {
	if (isSame(a.root, b.root)) return true;
	findings.add('FORK', `The log signed two roots for ${a.size} entries: that of your checkpoint and that of ${what}`);
	return false;
}

/** The tree against an anchor of the same size. True when the anchor vouches for it. */
function meetsTree(anchor: SignedCheckpoint, tree: BundleTree, findings: Findings): boolean {
	if (tree.signed !== null) return compareRoots(anchor, tree, bundleFiles.checkpoint, findings);
	if (isSame(anchor.root, tree.root)) return true;
	findings.add('HISTORY_REWRITTEN', `The root over ${anchor.size} entries is not that of the checkpoint you hold`);
	return false;
}

/** An earlier checkpoint of the bundle, proven to be the beginning of its tree; null when it is not good. */
function readEarlier(
	line: Uint8Array,
	number: number,
	tree: BundleTree,
	policy: AuditPolicy,
	findings: Findings,
): SignedCheckpoint | null {
	const where = `Line ${number} of ${bundleFiles.checkpoints}`;
	const read = readLine<CheckpointLine>(line, checkpointLine);
	if ('misfit' in read) {
		findings.add('CHECKPOINT_MALFORMED', `${where}: ${read.misfit}`);
		return null;
	}
	const { note, proof } = read.value;
	const earlier = openReported(Buffer.from(note), policy, where, findings);
	if (earlier === null) return null;
	if (verifyConsistency(earlier.size, tree.size, earlier.root, tree.root, fromBase64(proof))) return earlier;
	findings.add('PROOF_INVALID', `${where} does not prove that the tree begins with its ${earlier.size} entries`);
	return null;
}

/** What the checkpoints alone say about the anchors. */
export interface AnchorCheck {
	/** Largest anchor that the bundle's tree is proven to begin with; 0 when there is none. */
	provenTo: number;
	/** Anchors that nothing was said about yet: the entries may settle them. */
	open: SignedCheckpoint[];
}

/**
 * Compares the auditor's checkpoints with each other, with the bundle's tree, and with the earlier checkpoints of the
 * bundle and their proofs.
 */
export async function checkAnchors(
	files: BundleFiles,
	manifest: BundleManifest,
	tree: BundleTree,
	anchors: readonly SignedCheckpoint[],
	policy: AuditPolicy,
	findings: Findings,
): Promise<AnchorCheck> {
	const settled = new Set<SignedCheckpoint>();
	let provenTo = 0;
	for (const [at, anchor] of anchors.entries()) {
		const next = anchors[at + 1];
		if (next?.size === anchor.size) compareRoots(anchor, next, 'another one you hold', findings);
		if (anchor.size !== tree.size) continue;
		settled.add(anchor);
		if (meetsTree(anchor, tree, findings)) provenTo = anchor.size;
	}
	const lines = linesOf(files, bundleFiles.checkpoints, findings);
	let count = 0;
	for (let line = await lines.next(); line !== null; line = await lines.next()) {
		count += 1;
		const earlier = readEarlier(line, count, tree, policy, findings);
		if (earlier === null) continue;
		for (const anchor of anchors.filter(({ size }) => size === earlier.size)) {
			settled.add(anchor);
			const holds = compareRoots(anchor, earlier, `line ${count} of ${bundleFiles.checkpoints}`, findings);
			if (holds) provenTo = Math.max(provenTo, anchor.size);
		}
	}
	if (count !== manifest.counts.checkpoints) {
		findings.add(
			'MANIFEST_MISMATCH',
			`${bundleFiles.checkpoints} has ${count} lines, not ${manifest.counts.checkpoints}`,
		);
	}
	return { provenTo, open: anchors.filter((anchor) => !settled.has(anchor)) };
}
