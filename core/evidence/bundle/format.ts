import { canonicalize, parseCanonical } from '../canonicalJson';
import {
	closed,
	count,
	digest,
	findMisfit,
	hash64,
	listOf,
	mapOf,
	matching,
	oneOf,
	someText,
	type Shape,
} from '../shape';

/** Names of a bundle's files. */
export const bundleFiles = {
	manifest: 'manifest.json',
	manifestDigest: 'manifest.sha256',
	readme: 'README.txt',
	checkpoint: 'checkpoint.txt',
	entries: 'entries.ndjson',
	proofs: 'proofs.ndjson',
	parts: 'parts.ndjson',
	checkpoints: 'anchors/checkpoints.ndjson',
} as const;

/** `case`: the entries of one case. `period`: all entries of a range. `full`: all that the log still holds. */
export type BundleKind = 'case' | 'period' | 'full';

/** Which parts were left out on purpose. A part that is withheld may be handed in later; one that is redacted is gone. */
export type Withholding = 'none' | 'pii' | 'all';

/** What a bundle says it holds; `manifest.json` is its canonical text. */
export interface BundleManifest {
	v: 1;
	kind: BundleKind;
	/** Name of the log. */
	origin: string;
	/** The case, in a bundle of kind `case`. */
	case?: string;
	/** Index of the first entry. */
	from: number;
	/** Index after that of the last entry. */
	to: number;
	/** Lines of the files. */
	counts: { checkpoints: number; entries: number; parts: number };
	withheld: Withholding;
	/** The tree that all proofs lead to: that of `checkpoint.txt` where there is one. */
	tree: { size: number; root: string };
	/** Hex SHA-256 of every other file. */
	files: Record<string, string>;
	/** Name and version of what wrote the bundle. */
	tool: string;
}

const manifestShape = closed(
	{
		v: oneOf(1),
		kind: oneOf('case', 'period', 'full'),
		origin: someText,
		from: count,
		to: count,
		counts: closed({ checkpoints: count, entries: count, parts: count }),
		withheld: oneOf('none', 'pii', 'all'),
		tree: closed({ size: count, root: digest }),
		files: mapOf(digest),
		tool: someText,
	},
	{ case: someText },
);

/** Longest `manifest.json`, in bytes. */
export const maxManifestBytes = 1024 * 1024;

const maxProof = 128;
const proof = listOf(hash64, maxProof);

/** Line of `proofs.ndjson` in a bundle of kind `case`: the path from an entry to the tree's root, lowest first. */
export interface InclusionLine {
	idx: number;
	proof: string[];
}
export const inclusionLine = closed({ idx: count, proof });

/**
 * The line of `proofs.ndjson` in the other kinds: the subtrees before the first entry, widest first, and the proof that
 * the tree up to the last entry is the beginning of the bundle's tree.
 */
export interface RangeLine {
	consistency: string[];
	from: number;
	frontier: string[];
	to: number;
}
export const rangeLine = closed({ consistency: proof, from: count, frontier: proof, to: count });

/** Line of `parts.ndjson`: the bytes of a part and the salt that it was committed to with. */
export interface PartLine {
	b64: string;
	idx: number;
	n: string;
	salt: string;
}
export const partLine = closed({
	b64: matching(/^[A-Za-z0-9+/]*={0,2}$/, 'base64'),
	idx: count,
	n: someText,
	salt: hash64,
});

/** Line of `anchors/checkpoints.ndjson`: an earlier checkpoint, and the proof that the bundle's tree begins with it. */
export interface CheckpointLine {
	note: string;
	proof: string[];
}
export const checkpointLine = closed({ note: someText, proof });

/** A canonical line of this shape, or what is wrong with it. */
export function readLine<T>(line: Uint8Array, shape: Shape): { value: T } | { misfit: string } {
	try {
		const value = parseCanonical(line);
		const misfit = findMisfit(shape, value);
		return misfit === null ? { value: value as T } : { misfit };
	} catch (error) {
		return { misfit: (error as Error).message };
	}
}

/** Reads a manifest, or says what is wrong with it. */
export function readManifest(bytes: Uint8Array): { value: BundleManifest } | { misfit: string } {
	const read = readLine<BundleManifest>(bytes, manifestShape);
	if ('misfit' in read) return read;
	const { kind, from, to, tree } = read.value;
	if ((kind === 'case') !== (read.value.case !== undefined)) return { misfit: "/case belongs to the kind 'case' only" };
	if (from > to) return { misfit: '/from must not be above /to' };
	return tree.size === 0 ? { misfit: '/tree/size must not be 0' } : read;
}

/** The bytes of `manifest.json`. */
export const writeManifest = (manifest: BundleManifest): string => canonicalize(manifest);

/** The bytes of `manifest.sha256`, which `sha256sum -c` reads too. */
export const writeManifestDigest = (sha256: string): string => `${sha256}  ${bundleFiles.manifest}\n`;
