import { logCaseId, type EntryBody } from '../entry';
import type { Findings } from './findings';
import type { BundleManifest } from './format';
import { IdSet } from './idSet';
import type { AuditPolicy, SignedCheckpoint } from './policy';
import type { Prune } from './records';

interface Tail {
	seq: number;
	leafHash: string;
}

/** What the times of the anchors allow: an entry is no older than the anchors below it and no newer than those above. */
interface TimeWindow {
	size: number;
	seenAt: number;
}

/** Checks that every entry stands where it says: in the log, in its case and in time. */
export class PlaceCheck {
	readonly #tails = new Map<string, Tail>();
	readonly #ids = new IdSet();
	readonly #windows: readonly TimeWindow[];
	#lastAt = '';
	#lastIdx: number;

	constructor(
		private readonly manifest: BundleManifest,
		private readonly policy: AuditPolicy,
		private readonly prunes: readonly Prune[],
		anchors: readonly SignedCheckpoint[],
		private readonly findings: Findings,
	) {
		this.#lastIdx = manifest.kind === 'case' ? -1 : manifest.from - 1;
		const isAsked = policy.clock_tolerance_seconds !== undefined;
		this.#windows = isAsked ? anchors.flatMap(({ size, seenAt }) => (seenAt === null ? [] : { size, seenAt })) : [];
	}

	/** Index at which the next entry of a range stands. */
	get nextIdx(): number {
		return this.#lastIdx + 1;
	}

	/** Goes on over an entry that could not be read. */
	skip(): void {
		this.#lastIdx += 1;
	}

	take(entry: EntryBody, leafHash: string): void {
		this.#checkIndex(entry);
		this.#checkLog(entry);
		this.#checkCase(entry, leafHash);
		this.#checkTime(entry);
		const { id } = entry.c;
		if (!this.#ids.add(id)) {
			this.findings.add('IDEMPOTENCY_CONFLICT', `The id '${id}' stands in two entries`, entry.s.idx);
		}
	}

	#checkIndex({ s: { idx } }: EntryBody) {
		const expected = this.#lastIdx + 1;
		const isBehind = idx < expected;
		if (isBehind) this.findings.add('INDEX_MISMATCH', `Entry ${idx} stands after entry ${this.#lastIdx}`, idx);
		else if (this.manifest.kind !== 'case' && idx > expected) {
			this.findings.add('INDEX_GAP', `Entry ${idx} stands where entry ${expected} is expected`, idx);
		}
		this.#lastIdx = Math.max(this.#lastIdx, idx);
	}

	#checkLog({ c, s }: EntryBody) {
		if (s.log !== this.manifest.origin) {
			this.findings.add('ORIGIN_MISMATCH', `Entry ${s.idx} is of the log '${s.log}'`, s.idx);
		}
		const isPrune = c.case === logCaseId && c.type === 'log.pruned';
		if (this.manifest.kind === 'case' && c.case !== this.manifest.case && !isPrune) {
			this.findings.add('CASE_MISMATCH', `Entry ${s.idx} is of case ${c.case}, not ${this.manifest.case}`, s.idx);
		}
	}

	#checkCase({ c, s }: EntryBody, leafHash: string) {
		const tail = this.#tails.get(c.case);
		this.#tails.set(c.case, { seq: s.case_seq, leafHash });
		const follows =
			tail === undefined
				? this.#mayBegin(c.case, s.case_seq, s.case_prev, s.idx)
				: s.case_seq === tail.seq + 1 && s.case_prev === tail.leafHash;
		if (follows) return;
		this.findings.add('CASE_CHAIN', `Entry ${s.idx} does not follow the entry of ${c.case} before it`, s.idx);
	}

	/** A case begins at 0, unless its first entries lie before the bundle. */
	#mayBegin(caseId: string, seq: number, previous: string, idx: number): boolean {
		if (seq === 0) return previous === '';
		if (previous === '') return false;
		if (this.manifest.kind !== 'case') return this.manifest.from > 0;
		return caseId === logCaseId || this.prunes.some(({ before }) => before <= idx);
	}

	#checkTime({ s: { at, idx } }: EntryBody) {
		if (at < this.#lastAt) this.findings.add('CLOCK_REGRESSION', `Entry ${idx} is older than the one before it`, idx);
		this.#lastAt = at;
		const tolerance = (this.policy.clock_tolerance_seconds ?? 0) * 1000;
		const time = Date.parse(at);
		const isOutside = this.#windows.some(({ size, seenAt }) =>
			idx < size ? time > seenAt + tolerance : time < seenAt - tolerance,
		);
		if (!isOutside) return;
		const message = `Entry ${idx} says ${at}, which the times of the checkpoints you hold rule out`;
		this.findings.add('CLOCK_OUTSIDE_ANCHOR', message, idx);
	}

	/** After the last entry: whether the entries reach as far as the manifest says. */
	finish(count: number): void {
		const { kind, from, to, counts } = this.manifest;
		if (count !== counts.entries) {
			this.findings.add('MANIFEST_MISMATCH', `The bundle has ${count} entries, not ${counts.entries}`);
		}
		if (this.#lastIdx + 1 !== to && count > 0 && kind === 'case') {
			this.findings.add('MANIFEST_MISMATCH', `The last entry is ${this.#lastIdx}, not ${to - 1}`);
		} else if (kind !== 'case' && this.#lastIdx + 1 < to) {
			this.findings.add('INDEX_GAP', `The entries end before entry ${this.#lastIdx + 1}, not before entry ${to}`);
		} else if (kind !== 'case' && count !== to - from) {
			this.findings.add('MANIFEST_MISMATCH', `${count} entries are not those from ${from} to before ${to}`);
		}
	}
}
