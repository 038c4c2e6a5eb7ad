/** What the auditor sees of one finding. */
export interface BundleFinding {
	code: BundleCode;
	severity: Severity;
	/** Entry it was found at; null when it concerns a file, a checkpoint or the whole bundle. */
	idx: number | null;
	message: string;
}

/**
 * `hard`: the bundle is not what was recorded. `soft`: nothing is wrong, but something that the verdict needs is
 * missing. `gap`: the record may be incomplete, which no hash can show. `info`: a legitimate state.
 */
export type Severity = 'hard' | 'soft' | 'gap' | 'info';

/** Every code a verification of a bundle can give, with its severity. `docs/reference/error-codes.md` explains them. */
export const bundleCodes = {
	CASE_CHAIN: 'hard',
	CASE_MISMATCH: 'hard',
	CHECKPOINT_MALFORMED: 'hard',
	CHECKPOINT_SIGNATURE: 'hard',
	CLOCK_OUTSIDE_ANCHOR: 'hard',
	CLOCK_REGRESSION: 'hard',
	FORK: 'hard',
	BODY_MISSING: 'hard',
	HISTORY_REWRITTEN: 'hard',
	IDEMPOTENCY_CONFLICT: 'hard',
	INDEX_GAP: 'hard',
	INDEX_MISMATCH: 'hard',
	MANIFEST_MISMATCH: 'hard',
	NON_CANONICAL: 'hard',
	ORIGIN_MISMATCH: 'hard',
	PART_MISSING: 'hard',
	PART_MODIFIED: 'hard',
	PART_UNREFERENCED: 'hard',
	PROOF_INVALID: 'hard',
	PRUNE_UNAUTHORIZED: 'hard',
	REDACTION_INCOMPLETE: 'hard',
	SCHEMA: 'hard',
	TRUNCATED: 'hard',
	UNTRUSTED_KEY: 'hard',
	EPOCH_BREAK: 'soft',
	POLICY_LIMIT: 'soft',
	STALE: 'soft',
	UNANCHORED: 'soft',
	WITNESS_QUORUM: 'soft',
	CASE_INCOMPLETE: 'gap',
	INTENT_DANGLING: 'gap',
	OPEN_CASE: 'info',
	PENDING: 'info',
	PRUNED: 'info',
	REDACTED: 'info',
	WITHHELD: 'info',
} as const satisfies Record<string, Severity>;
export type BundleCode = keyof typeof bundleCodes;

/** Findings kept for each code; what comes after is counted only, so that a ruined bundle cannot fill the memory. */
const keptPerCode = 100;

/** Collects findings; nothing stops at the first. */
export class Findings {
	readonly kept: BundleFinding[] = [];
	/** How many were found of each code, kept or not. */
	readonly counts: Partial<Record<BundleCode, number>> = {};

	add(code: BundleCode, message: string, idx: number | null = null): void {
		const count = (this.counts[code] ?? 0) + 1;
		this.counts[code] = count;
		if (count <= keptPerCode) this.kept.push({ code, severity: bundleCodes[code], idx, message });
	}

	has(severity: Severity): boolean {
		return this.kept.some((finding) => finding.severity === severity);
	}
}
