import {
	appendLeaf,
	bundleFiles,
	canonicalize,
	commitPart,
	emptyFrontier,
	entryId,
	leafHash,
	logCaseId,
	makeKeyPair,
	rootOf,
	signNote,
	verifyBundle,
	writeCheckpoint,
	writeManifest,
	writeManifestDigest,
	type AuditPolicy,
	type BundleFile,
	type BundleManifest,
	type BundleReport,
	type EntryContent,
	type EntryData,
	type EntryType,
	type PartReference,
} from '../../core';
import { createHash } from 'node:crypto';
import {
	exportBundle,
	type BundleSink,
	type ExportPart,
	type ExportRange,
	type ExportRequest,
	type ExportSelection,
	type ExportSource,
} from '../../storage';

export const origin = 'triage.example.com/log';
export const logKey = makeKeyPair(origin, Buffer.alloc(32, 1));
export const otherKey = makeKeyPair(origin, Buffer.alloc(32, 2));
export const startedAt = Date.parse('2026-01-05T09:00:00.000Z');
export const instantAt = (minute: number) => new Date(startedAt + minute * 60_000).toISOString();

/** Facts of a type that a step does not name. */
const usualFacts: Partial<Record<EntryType, EntryData>> = {
	'case.closed': { from: 'in-progress', resolution: 'fixed', to: 'resolved' },
	'case.opened': { priority: 'normal', to: 'queued' },
	'connector.intent': { connector: 'crm', method: 'POST' },
	'connector.outcome': { outcome: 'ok' },
	'log.pruned': { reason: 'older than two years' },
	'log.restored': { origin, reason: 'disk lost', size: 3 },
	'owner.assigned': { backup_role: '', decided_by: 'rule', label: '', owner_role: 'Billing', rule: 'Refunds' },
	'part.redacted': { basis: 'GDPR 17', reason: 'asked for by the person', ticket: 'P-1' },
	'state.changed': { from: 'queued', to: 'in-progress' },
};

interface Step {
	case?: string;
	type: EntryType;
	data?: EntryData;
	parts?: { n: string; text: string; cls: 'public' | 'pii' }[];
	more?: Record<string, unknown>;
}

/** A log in memory, written by the rules of core: what a store would hold, in a form that a test can damage. */
export class TestLog implements ExportSource {
	bodies: string[] = [];
	partRows: ExportPart[] = [];
	notes: { size: number; note: string }[] = [];
	/** Bodies of the entries before it were pruned. */
	first = 0;
	readonly #tails = new Map<string, { seq: number; hash: string }>();

	constructor(readonly name = origin) {
		this.add({ case: logCaseId, type: 'log.opened', data: { origin: name } });
	}

	/** Appends an entry, a minute after the one before. */
	add({ case: caseId = 'C-0001', type, data = {}, parts = [], more = {} }: Step): number {
		const idx = this.bodies.length;
		const tail = this.#tails.get(caseId) ?? { seq: -1, hash: '' };
		const references = parts.map(({ n, text, cls }): PartReference => {
			const salt = createHash('sha256').update(`${idx} ${n}`).digest();
			const bytes = Buffer.from(text);
			this.partRows.push({ idx, name: n, salt, bytes });
			return { n, c: commitPart(salt, bytes), len: bytes.length, ct: 'text/plain', cap: 'raw', cls };
		});
		const content: EntryContent = {
			v: 1,
			id: entryId(`${this.name} ${idx}`, 0),
			case: caseId,
			type,
			occurred_at: instantAt(idx),
			actor: { kind: 'workflow', id: 'wf1' },
			data: { ...usualFacts[type], ...data },
			...(references.length > 0 && { parts: references }),
			...more,
		};
		const place = { at: instantAt(idx), case_prev: tail.hash, case_seq: tail.seq + 1, idx, log: this.name };
		// Not by `writeEntry`, which would refuse what some of the tests have to find.
		const body = `{"c":${canonicalize(content)},"s":${canonicalize(place)}}`;
		this.#tails.set(caseId, { seq: tail.seq + 1, hash: Buffer.from(leafHash(body)).toString('hex') });
		this.bodies.push(body);
		return idx;
	}

	rootAt(size: number): Uint8Array {
		return rootOf(
			this.bodies
				.slice(0, size)
				.map((body) => leafHash(body))
				.reduce(appendLeaf, emptyFrontier),
		);
	}

	/** The checkpoint of the log at a size, signed; the log does not keep it. */
	noteAt(size = this.bodies.length, skey = logKey.skey): string {
		return signNote(writeCheckpoint({ origin: this.name, size, root: this.rootAt(size) }), [skey]);
	}

	/** Signs and keeps a checkpoint, as the log does. */
	checkpoint(skey = logKey.skey): string {
		const note = this.noteAt(this.bodies.length, skey);
		this.notes.push({ size: this.bodies.length, note });
		return note;
	}

	redact(idx: number, name: string): void {
		const body = JSON.parse(this.bodies[idx]!) as { c: EntryContent };
		const c = body.c.parts!.find(({ n }) => n === name)!.c;
		this.add({ case: body.c.case, type: 'part.redacted', data: { idx, n: name, c } });
		this.partRows = this.partRows.filter((part) => part.idx !== idx || part.name !== name);
	}

	/** Drops the bodies before an index, after an entry that says so. */
	prune(before: number): void {
		const root = Buffer.from(this.rootAt(before)).toString('hex');
		this.add({ case: logCaseId, type: 'log.pruned', data: { before, root } });
		this.first = before;
		this.partRows = this.partRows.filter(({ idx }) => idx >= before);
	}

	async head() {
		return { origin: this.name, size: this.bodies.length, first: this.first };
	}

	async *leafHashes(from: number, to: number) {
		for (const body of this.bodies.slice(from, to)) yield leafHash(body);
	}

	#isIn(idx: number, range: ExportRange): boolean {
		const body = this.bodies[idx]!;
		if (idx < this.first) return false;
		if (!('case_id' in range)) return idx >= range.from && idx < range.to;
		return body.includes(`"case":"${range.case_id}"`) || (this.first > 0 && body.includes('"type":"log.pruned"'));
	}

	async *entries(range: ExportRange) {
		for (const [idx, body] of this.bodies.entries()) if (this.#isIn(idx, range)) yield { idx, body };
	}

	async *parts(range: ExportRange) {
		for (const part of this.partRows) if (this.#isIn(part.idx, range)) yield part;
	}

	async *checkpoints() {
		yield* this.notes;
	}

	async findPeriod() {
		return { from: 0, to: this.bodies.length };
	}
}

/** Bytes of a bundle's files by name. */
export type Bundle = Map<string, Buffer>;

/** A sink that keeps a bundle in memory. */
export function memorySink(bundle: Bundle): BundleSink {
	return {
		async write(name, chunks) {
			const held: Uint8Array[] = [];
			for await (const chunk of chunks) held.push(chunk);
			bundle.set(name, Buffer.concat(held));
		},
	};
}

export async function exportLog(
	log: ExportSource,
	wanted: ExportSelection,
	more: Partial<ExportRequest> = {},
): Promise<Bundle> {
	const bundle: Bundle = new Map();
	await exportBundle(log, { tool: 'test 1', ...wanted, ...more } as ExportRequest, memorySink(bundle));
	return bundle;
}

/** The files of a bundle, read in small chunks that cut lines anywhere. */
export function filesOf(bundle: Bundle, chunkLength = 1000): BundleFile[] {
	return [...bundle].map(([name, bytes]) => ({
		name,
		async *read() {
			for (let at = 0; at < bytes.length; at += chunkLength) yield bytes.subarray(at, at + chunkLength);
		},
	}));
}

/** Writes manifest and digest again over files that were changed, as somebody who tampers with a bundle would. */
export function reseal(bundle: Bundle, change: (manifest: BundleManifest) => void = () => undefined): Bundle {
	const manifest = JSON.parse(bundle.get(bundleFiles.manifest)!.toString()) as BundleManifest;
	const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
	const lines = (name: string) => bundle.get(name)!.toString().split('\n').length - 1;
	const covered = [...bundle].filter(([name]) => !name.startsWith('manifest.'));
	manifest.files = Object.fromEntries(covered.map(([name, bytes]) => [name, digest(bytes)]));
	manifest.counts = {
		checkpoints: lines(bundleFiles.checkpoints),
		entries: lines(bundleFiles.entries),
		parts: lines(bundleFiles.parts),
	};
	change(manifest);
	const text = Buffer.from(writeManifest(manifest));
	bundle.set(bundleFiles.manifest, text);
	bundle.set(bundleFiles.manifestDigest, Buffer.from(writeManifestDigest(digest(text))));
	return bundle;
}

export const policyOf = (more: Partial<AuditPolicy> = {}): AuditPolicy => ({
	v: 1,
	origin,
	vkeys: [logKey.vkey],
	...more,
});

export async function verify(
	bundle: Bundle,
	anchors: readonly string[] = [],
	policy: Partial<AuditPolicy> = {},
): Promise<BundleReport> {
	const notes = anchors.map((note) => Buffer.from(note));
	return await verifyBundle(filesOf(bundle), policyOf(policy), { now: instantAt(1000), anchors: notes });
}

/** The codes of a report, each once, sorted. */
export const codesOf = ({ counts }: BundleReport): string[] => Object.keys(counts).sort();
