import type { Verification, VerifyCode, VerifyFinding } from '../verification';

/** Most findings of one code that are kept; all are counted, so that a ruined log cannot fill the memory. */
const maxKept = 1000;

/** Codes that do not say that something was changed. */
const softCodes = new Set<VerifyCode>(['INTENT_DANGLING', 'STALE', 'UNANCHORED']);

/** What a verification finds, in the order it is found. */
export class Report {
	readonly findings: VerifyFinding[] = [];
	readonly notices: VerifyFinding[] = [];
	readonly #counts = new Map<VerifyCode, number>();
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

	get counts(): Verification['counts'] {
		return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
	}

	get verdict(): Verification['verdict'] {
		if (this.findings.length > 0) return 'broken';
		return this.has('UNANCHORED') || this.has('STALE') ? 'inconclusive' : 'intact';
	}
}
