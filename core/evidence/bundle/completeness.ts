import { entryTypes, type EntryBody, type EntryType } from '../entry';
import { trailKindOf } from '../trail';
import type { Findings } from './findings';
import type { BundleManifest } from './format';
import type { AuditPolicy } from './policy';

/** Whether what the policy, or else the closing of a case, asks for was recorded; no hash can tell what was never recorded. */
export type Completeness = 'COMPLETE' | 'INCOMPLETE' | 'NOT_JUDGED';

interface CaseRecord {
	/** Types of which there was an entry, one bit each. */
	seen: bigint;
	/** What its newest closing asks for; null where it names nothing. */
	required: readonly string[] | null;
	/** Merged: what has to be recorded is on the trail of another case. */
	state: 'open' | 'closed' | 'merged';
	/** The bundle holds its trail from the first entry. */
	isWhole: boolean;
}

const bitOf = (type: string): bigint => 1n << BigInt(entryTypes.indexOf(type as EntryType));

/** What a type makes of a case; others leave it as it is. */
const statesAfter: Readonly<Partial<Record<string, CaseRecord['state']>>> = {
	'case.closed': 'closed',
	'case.merged': 'merged',
	'case.reopened': 'open',
};

/** Judges what is recorded, not how: calls without an outcome, and cases closed without what policy or closing asks for. */
export class CompletenessCheck {
	readonly #cases = new Map<string, CaseRecord>();
	/** Index of each intent that has no outcome yet, by its id. */
	readonly #intents = new Map<string, number>();
	/** One list for all cases that ask for the same, so that many cases take little memory. */
	readonly #lists = new Map<string, readonly string[]>();
	#restored = 0;

	constructor(
		private readonly manifest: BundleManifest,
		private readonly policy: AuditPolicy,
		private readonly findings: Findings,
	) {}

	#askedBy({ c }: EntryBody): readonly string[] | null {
		const { required } = c.data;
		if (!Array.isArray(required)) return null;
		const key = required.join(' ');
		const list = this.#lists.get(key) ?? (required as readonly string[]);
		this.#lists.set(key, list);
		return list;
	}

	take(body: EntryBody): void {
		const { c, s } = body;
		if (c.type === 'log.restored') this.#restored += 1;
		if (c.type === 'connector.intent') this.#intents.set(c.id, s.idx);
		for (const { id, rel } of c.refs ?? []) if (rel === 'outcome_of') this.#intents.delete(id);
		if (trailKindOf(c.case) !== 'case') return;
		const before = this.#cases.get(c.case) ?? { seen: 0n, required: null, state: 'open', isWhole: s.case_seq === 0 };
		const state = statesAfter[c.type] ?? before.state;
		const required = c.type === 'case.closed' ? this.#askedBy(body) : before.required;
		this.#cases.set(c.case, { ...before, required, state, seen: before.seen | bitOf(c.type) });
	}

	finish(): Completeness {
		for (const idx of this.#intents.values()) {
			this.findings.add('INTENT_DANGLING', `The call that entry ${idx} announces has no outcome`, idx);
		}
		let [judged, unjudged] = [0, 0];
		for (const [caseId, { seen, required, state, isWhole }] of this.#cases) {
			// The auditor's word counts, whatever the operator asks for.
			const asked = this.policy.required_types ?? required ?? [];
			const missing = asked.filter((type) => (seen & bitOf(type)) === 0n);
			if (state === 'closed' && asked.length > 0) judged += 1;
			if (state === 'closed' && asked.length === 0) unjudged += 1;
			if (state === 'closed' && isWhole && missing.length > 0) {
				this.findings.add('CASE_INCOMPLETE', `Case ${caseId} was closed without ${missing.join(', ')}`);
			}
			if (state === 'open' && this.manifest.kind === 'case') {
				this.findings.add('OPEN_CASE', `Case ${caseId} is not closed: more entries may follow`);
			}
		}
		if (this.#restored > 0) {
			this.findings.add('EPOCH_BREAK', 'The log says that it goes on from a restored copy: what was lost is not here');
		}
		if (this.findings.has('gap')) return 'INCOMPLETE';
		const isJudged = unjudged === 0 && (judged > 0 || (this.policy.required_types ?? []).length > 0);
		return isJudged && this.manifest.kind !== 'period' ? 'COMPLETE' : 'NOT_JUDGED';
	}
}
