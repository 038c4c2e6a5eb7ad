import type { EntryBody } from '../entry';
import { trailKindOf } from '../trail';
import type { Findings } from './findings';
import type { BundleManifest } from './format';
import type { AuditPolicy } from './policy';

/** Whether what the policy asks for was recorded; no hash can tell what was never recorded. */
export type Completeness = 'COMPLETE' | 'INCOMPLETE' | 'NOT_JUDGED';

interface CaseRecord {
	/** Required types of which there was an entry, one bit each. */
	seen: bigint;
	/** Merged: what has to be recorded is on the trail of another case. */
	state: 'open' | 'closed' | 'merged';
	/** The bundle holds its trail from the first entry. */
	isWhole: boolean;
}

/** What a type makes of a case; others leave it as it is. */
const statesAfter: Readonly<Partial<Record<string, CaseRecord['state']>>> = {
	'case.closed': 'closed',
	'case.merged': 'merged',
	'case.reopened': 'open',
};

/** Judges what is recorded, not how: calls without an outcome, and cases closed without what the policy asks for. */
export class CompletenessCheck {
	readonly #cases = new Map<string, CaseRecord>();
	/** Index of each intent that has no outcome yet, by its id. */
	readonly #intents = new Map<string, number>();
	readonly #required: readonly string[];
	#restored = 0;

	constructor(
		private readonly manifest: BundleManifest,
		policy: AuditPolicy,
		private readonly findings: Findings,
	) {
		this.#required = policy.required_types ?? [];
	}

	#bitOf(type: string) {
		const place = this.#required.indexOf(type);
		return place < 0 ? 0n : 1n << BigInt(place);
	}

	take({ c, s }: EntryBody): void {
		if (c.type === 'log.restored') this.#restored += 1;
		if (c.type === 'connector.intent') this.#intents.set(c.id, s.idx);
		for (const { id, rel } of c.refs ?? []) if (rel === 'outcome_of') this.#intents.delete(id);
		if (trailKindOf(c.case) !== 'case') return;
		const before = this.#cases.get(c.case) ?? { seen: 0n, state: 'open', isWhole: s.case_seq === 0 };
		const state = statesAfter[c.type] ?? before.state;
		this.#cases.set(c.case, { ...before, state, seen: before.seen | this.#bitOf(c.type) });
	}

	finish(): Completeness {
		for (const idx of this.#intents.values()) {
			this.findings.add('INTENT_DANGLING', `The call that entry ${idx} announces has no outcome`, idx);
		}
		for (const [caseId, { seen, state, isWhole }] of this.#cases) {
			const missing = this.#required.filter((type) => (seen & this.#bitOf(type)) === 0n);
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
		return this.#required.length > 0 && this.manifest.kind !== 'period' ? 'COMPLETE' : 'NOT_JUDGED';
	}
}
