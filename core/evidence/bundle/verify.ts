import { TriageError } from '../../errors';
import { parseCanonical } from '../canonicalJson';
import { maxBodyBytes, type EntryBody } from '../entry';
import { findBodyProblem } from '../entryShape';
import { leafHash } from '../merkle';
import { checkAnchors, readTree, type AnchorCheck, type BundleTree } from './checkpoints';
import { CompletenessCheck } from './completeness';
import { checkFiles, linesOf, type BundleFiles } from './files';
import { Findings } from './findings';
import { bundleFiles, type BundleManifest } from './format';
import { InclusionCheck, RangeCheck, type LeafCheck } from './leaves';
import type { BundleFile } from './lines';
import { PartCheck } from './parts';
import { PlaceCheck } from './place';
import { openAnchors, readPolicy, type AuditPolicy, type SignedCheckpoint } from './policy';
import { readRecords, type LogRecords } from './records';
import { judge, judgeNothing, type BundleReport, type Gathered } from './report';

/** What a verification needs beside bundle and policy. */
export interface VerifyOptions {
	/** Now by the auditor's clock, ISO 8601 in UTC. */
	now: string;
	/** Signed checkpoints that the auditor holds, besides those of the policy. */
	anchors?: readonly Uint8Array[];
	/** Called now and then with the number of entries that were read. */
	onProgress?(entryCount: number): void;
}

const progressStep = 10_000;

interface Audit {
	files: BundleFiles;
	manifest: BundleManifest;
	policy: AuditPolicy;
	findings: Findings;
	tree: BundleTree;
	anchors: readonly SignedCheckpoint[];
	records: LogRecords;
}

/** The entry of a line, or null: then a finding says what is wrong with it. */
function readEntry(line: Uint8Array, expected: number, findings: Findings): EntryBody | null {
	if (line.length > maxBodyBytes) {
		findings.add('SCHEMA', `Entry ${expected} is longer than ${maxBodyBytes} bytes`, expected);
		return null;
	}
	let value: unknown;
	try {
		value = parseCanonical(line);
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		findings.add('NON_CANONICAL', `Entry ${expected}: ${error.message}`, expected);
		return null;
	}
	const problem = findBodyProblem(value);
	if (problem === null) return value as EntryBody;
	findings.add('SCHEMA', `Entry ${expected}: ${problem}`, expected);
	return null;
}

async function openLeafCheck({ files, manifest, tree, anchors, findings }: Audit): Promise<LeafCheck | null> {
	const lines = linesOf(files, bundleFiles.proofs, findings);
	if (manifest.kind === 'case') return new InclusionCheck(lines, tree, findings);
	return await RangeCheck.open(lines, manifest, tree, anchors, findings);
}

/** The entries before the first one are gone: the log must say so itself. */
function checkPruned({ manifest, records, findings }: Audit, rootBefore: Uint8Array | null): void {
	if (manifest.kind !== 'full' || manifest.from === 0) return;
	const prune = records.prunes.find(({ before }) => before === manifest.from);
	if (records.prunes.length === 0) {
		findings.add(
			'BODY_MISSING',
			`The entries before ${manifest.from} are not there, and no entry says that they were pruned`,
		);
	} else if (prune === undefined || !rootBefore || Buffer.from(rootBefore).toString('hex') !== prune.root) {
		findings.add(
			'PRUNE_UNAUTHORIZED',
			`No entry says that the entries before ${manifest.from} and their root were pruned`,
		);
	} else findings.add('PRUNED', `The entries before ${manifest.from} were pruned; their hashes are proven`);
}

/** The one pass over the entries. */
async function checkEntries(audit: Audit, check: AnchorCheck, onProgress: (count: number) => void): Promise<Gathered> {
	const { files, manifest, policy, findings, anchors, records } = audit;
	const place = new PlaceCheck(manifest, policy, records.prunes, anchors, findings);
	const parts = new PartCheck(linesOf(files, bundleFiles.parts, findings), manifest, records.redactions, findings);
	const completeness = new CompletenessCheck(manifest, policy, findings);
	const leaves = await openLeafCheck(audit);
	const lines = linesOf(files, bundleFiles.entries, findings);
	let [count, anchored, first] = [0, 0, manifest.from];
	for (let line = await lines.next(); line !== null; line = await lines.next()) {
		const leaf = leafHash(line);
		const entry = readEntry(line, place.nextIdx, findings);
		const idx = entry?.s.idx ?? place.nextIdx;
		if (count === 0) first = idx;
		count += 1;
		const isBound = (await leaves?.take(leaf, idx)) ?? false;
		if (entry === null) {
			await parts.skip(idx);
			place.skip();
		} else {
			place.take(entry, Buffer.from(leaf).toString('hex'));
			await parts.take(entry);
			completeness.take(entry);
		}
		if (isBound && idx < check.provenTo) anchored += 1;
		if (count % progressStep === 0) onProgress(count);
	}
	place.finish(count);
	await parts.finish();
	const { holdsTree, provenTo } = (await leaves?.finish()) ?? { holdsTree: false, provenTo: 0 };
	checkPruned(audit, leaves?.rootBefore ?? null);
	if (first !== manifest.from && count > 0) {
		findings.add('MANIFEST_MISMATCH', `The first entry is ${first}, not ${manifest.from}`);
	}
	const isSettled = ({ size }: SignedCheckpoint) =>
		leaves !== null && manifest.kind !== 'case' && size >= manifest.from && size <= manifest.to;
	const anchoredTo = Math.max(holdsTree ? check.provenTo : 0, provenTo);
	const inRange = Math.max(0, Math.min(anchoredTo, manifest.from + count) - manifest.from);
	return {
		count,
		anchoredTo,
		anchored: manifest.kind === 'case' ? anchored : inRange,
		unsettled: check.open.filter((anchor) => !isSettled(anchor)),
		parts: { included: parts.included, redacted: parts.redacted, withheld: parts.withheld },
		completeness: completeness.finish(),
	};
}

/**
 * Verifies a bundle offline. Reads its files as streams and holds no more than a few megabytes beside 16 bytes for each
 * entry and a line for each case. Everything that decides comes from `policy` and `options`: keys, origin and anchors are
 * never taken from the bundle. All findings are collected; nothing stops at the first.
 *
 * VERIFIED says that the entries up to the newest anchor are those that the log had when the anchor was signed. It says
 * nothing about entries above it, about steps that were never recorded, or about whether a statement is true.
 *
 * Throws `BUNDLE_UNREADABLE` where there is no bundle, `POLICY_INVALID` and `KEY_INVALID`, and the `CHECKPOINT_…` codes
 * and `UNTRUSTED_KEY` for an anchor that does not open: that is the auditor's to mend.
 */
export async function verifyBundle(
	bundle: readonly BundleFile[],
	policy: AuditPolicy,
	{ now, anchors: notes = [], onProgress = () => undefined }: VerifyOptions,
): Promise<BundleReport> {
	readPolicy(policy);
	const anchors = openAnchors(policy, notes);
	const findings = new Findings();
	const files: BundleFiles = new Map(bundle.map((file) => [file.name, file]));
	const manifestFile = files.get(bundleFiles.manifest);
	if (manifestFile === undefined) {
		const fix = 'Give the folder or the archive that an export wrote';
		throw new TriageError('BUNDLE_UNREADABLE', `There is no ${bundleFiles.manifest}`, fix);
	}
	const manifest = await checkFiles(files, manifestFile, findings);
	if (manifest === null) return judgeNothing(findings);
	if (manifest.origin !== policy.origin) {
		findings.add('ORIGIN_MISMATCH', `The bundle is of the log '${manifest.origin}', not '${policy.origin}'`);
	}
	const tree = await readTree(files, manifest, policy, findings);
	const check = await checkAnchors(files, manifest, tree, anchors, policy, findings);
	const records = await readRecords(linesOf(files, bundleFiles.entries, new Findings()));
	const audit = { files, manifest, policy, findings, tree, anchors, records };
	const gathered = await checkEntries(audit, check, onProgress);
	return judge({ manifest, policy, tree, anchors, findings, now, gathered });
}
