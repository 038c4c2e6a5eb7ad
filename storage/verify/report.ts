import { trailKindOf, type TrailCompleteness } from '../../core';
import type { IncompleteTrail, LogCompleteness, Verification, VerifyCode, VerifyFinding } from '../verification';

/** Most findings of one code that are kept; all are counted, so that a ruined log cannot fill the memory. */
const maxKept = 1000;
/** Most trails that are named as not complete, and most calls of one. */
const maxNamed = 100;

/** Codes that do not say that something was changed. */
const softCodes = new Set<VerifyCode>(['INTENT_DANGLING', 'STALE', 'UNANCHORED']);

/** What a verification finds, in the order it is found. */
export class Report {
	readonly findings: VerifyFinding[] = [];
	readonly notices: VerifyFinding[] = [];
	readonly #counts = new Map<VerifyCode, number>();
	readonly #incomplete: IncompleteTrail[] = [];
	readonly #judged = { complete: 0, open: 0, incomplete: 0 };
	redactedCount = 0;

	add(code: VerifyCode, idx: number | null, caseId: string | null, message: string) {
		const count = (this.#counts.get(code) ?? 0) + 1;
		this.#counts.set(code, count);
		if (count > maxKept) return;
		(softCodes.has(code) ? this.notices : this.findings).push({ code, idx, case_id: caseId, message });
	}

	has(code: VerifyCode) {
		return this.#counts.has(code);
	}

	/** Counts a trail by what is in it. Of trails that are no cases, only those count that lack something. */
	judge(trailId: string, { verdict, missing, dangling }: TrailCompleteness) {
		if (verdict !== 'incomplete' && trailKindOf(trailId) !== 'case') return;
		this.#judged[verdict] += 1;
		if (verdict !== 'incomplete' || this.#incomplete.length === maxNamed) return;
		this.#incomplete.push({ case_id: trailId, missing, dangling: dangling.slice(0, maxNamed) });
	}

	get completeness(): LogCompleteness {
		const { complete, open, incomplete } = this.#judged;
		return {
			verdict: incomplete > 0 ? 'incomplete' : 'complete',
			complete_count: complete,
			open_count: open,
			incomplete_count: incomplete,
			incomplete: this.#incomplete,
		};
	}

	get counts(): Verification['counts'] {
		return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
	}

	get verdict(): Verification['verdict'] {
		if (this.findings.length > 0) return 'broken';
		return this.has('UNANCHORED') || this.has('STALE') ? 'inconclusive' : 'intact';
	}
}
