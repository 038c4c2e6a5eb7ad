import { appendLeaf, readFrontier, rootOf, type Frontier } from '../merkle';
import { verifyConsistency, verifyInclusion } from '../proofs';
import { fromBase64, isSame, type BundleTree } from './checkpoints';
import type { Findings } from './findings';
import {
	bundleFiles,
	inclusionLine,
	rangeLine,
	readLine,
	type BundleManifest,
	type InclusionLine,
	type RangeLine,
} from './format';
import type { LineCursor } from './lines';
import type { SignedCheckpoint } from './policy';

/** What the leaves showed after the last one. */
export interface LeafOutcome {
	/** They lead to the root of the bundle's tree. */
	holdsTree: boolean;
	/** Largest anchor whose root they have, or 0. */
	provenTo: number;
}

/** Binds the leaves of a bundle to its tree. */
export interface LeafCheck {
	/** Takes the next leaf; `idx` is the index its entry gives. False when it is known not to belong to the tree. */
	take(leaf: Uint8Array, idx: number): Promise<boolean>;
	finish(): Promise<LeafOutcome>;
	/** Root over the entries before the first one, where the bundle gives it. */
	readonly rootBefore: Uint8Array | null;
}

/** Leaves of one case: each has a path to the tree's root. */
export class InclusionCheck implements LeafCheck {
	readonly rootBefore = null;

	constructor(
		private readonly lines: LineCursor,
		private readonly tree: BundleTree,
		private readonly findings: Findings,
	) {}

	async take(leaf: Uint8Array, idx: number): Promise<boolean> {
		const line = await this.lines.next();
		const read = line === null ? { misfit: 'there is no line for it' } : readLine<InclusionLine>(line, inclusionLine);
		if ('misfit' in read) return this.#refuse(`Entry ${idx} has no proof: ${read.misfit}`, idx);
		const { idx: proven, proof } = read.value;
		if (proven !== idx) return this.#refuse(`The proof of entry ${idx} is one of entry ${proven}`, idx);
		// Newer than the checkpoint: there is no root yet that it could lead to.
		if (idx >= this.tree.size) return true;
		const leads = verifyInclusion(idx, this.tree.size, leaf, fromBase64(proof), this.tree.root);
		return leads || this.#refuse(`Entry ${idx} does not lead to the root`, idx);
	}

	#refuse(message: string, idx: number): false {
		this.findings.add('PROOF_INVALID', message, idx);
		return false;
	}

	async finish(): Promise<LeafOutcome> {
		if ((await this.lines.next()) !== null) {
			this.findings.add('PROOF_INVALID', `${bundleFiles.proofs} holds proofs of entries that are not there`);
		}
		return { holdsTree: true, provenTo: 0 };
	}
}

/** All leaves of a range: the tree is grown from the subtrees before it, and its roots are compared. */
export class RangeCheck implements LeafCheck {
	readonly rootBefore: Uint8Array;
	#frontier: Frontier;
	#provenTo = 0;
	#holdsTree = false;
	#isContradicted = false;
	readonly #consistency: Uint8Array[];

	private constructor(
		frontier: Frontier,
		line: RangeLine,
		private readonly manifest: BundleManifest,
		private readonly tree: BundleTree,
		private readonly anchors: readonly SignedCheckpoint[],
		private readonly findings: Findings,
	) {
		this.#frontier = frontier;
		this.#consistency = fromBase64(line.consistency);
		this.rootBefore = rootOf(frontier);
		this.#compare();
	}

	/** Reads the range's line; null when it is not good, which is a finding. */
	static async open(
		lines: LineCursor,
		manifest: BundleManifest,
		tree: BundleTree,
		anchors: readonly SignedCheckpoint[],
		findings: Findings,
	): Promise<RangeCheck | null> {
		const line = await lines.next();
		const read = line === null ? { misfit: 'it is empty' } : readLine<RangeLine>(line, rangeLine);
		if ('misfit' in read) {
			findings.add('PROOF_INVALID', `${bundleFiles.proofs} cannot be used: ${read.misfit}`);
			return null;
		}
		const { from, to, frontier } = read.value;
		const nodes = Buffer.concat(fromBase64(frontier)).toString('hex');
		const grown = readFrontier(from, nodes);
		if (grown === null || from !== manifest.from || to !== manifest.to || (await lines.next()) !== null) {
			findings.add(
				'PROOF_INVALID',
				`${bundleFiles.proofs} is not about the entries ${manifest.from} to ${manifest.to}`,
			);
			return null;
		}
		return new RangeCheck(grown, read.value, manifest, tree, anchors, findings);
	}

	/** Compares the root over the entries so far with all that is known about a log of this size. */
	#compare() {
		const { size } = this.#frontier;
		if (size === 0) return;
		if (size === this.tree.size) {
			this.#holdsTree = isSame(rootOf(this.#frontier), this.tree.root);
			const message = `The root over ${size} entries is not that of the bundle's tree`;
			if (!this.#holdsTree) this.findings.add('HISTORY_REWRITTEN', message);
		}
		for (const anchor of this.anchors) {
			if (anchor.size !== size) continue;
			if (isSame(rootOf(this.#frontier), anchor.root)) this.#provenTo = size;
			else this.#contradict(anchor);
		}
	}

	#contradict(anchor: SignedCheckpoint) {
		this.#isContradicted = true;
		const message = `The root over ${anchor.size} entries is not that of the checkpoint you hold`;
		this.findings.add('HISTORY_REWRITTEN', message);
	}

	async take(leaf: Uint8Array): Promise<boolean> {
		this.#frontier = appendLeaf(this.#frontier, leaf);
		this.#compare();
		return true;
	}

	async finish(): Promise<LeafOutcome> {
		const { size } = this.#frontier;
		const { tree, manifest } = this;
		if (size < tree.size) {
			const root = rootOf(this.#frontier);
			this.#holdsTree = verifyConsistency(size, tree.size, root, tree.root, this.#consistency);
			const message = `The entries up to ${manifest.to} do not lead to the root`;
			if (!this.#holdsTree) this.findings.add('PROOF_INVALID', message);
		} else if (this.#consistency.length > 0) {
			this.findings.add('PROOF_INVALID', `${bundleFiles.proofs} holds a proof that nothing needs`);
		}
		if (this.#isContradicted && this.#holdsTree && tree.signed !== null) {
			const message = `The log signed ${bundleFiles.checkpoint} and a checkpoint you hold, and they contradict each other`;
			this.findings.add('FORK', message);
		}
		return { holdsTree: this.#holdsTree, provenTo: this.#provenTo };
	}
}
