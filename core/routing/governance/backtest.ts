import type { CompiledTable, RouteLabel, Suggestion } from '../decisionTypes';
import { ReplayedTable } from './replayedTable';

/** A case of the past, as far as routing it again needs it. */
export interface PastCase {
	case_id: string;
	facts: unknown;
	/** Fields of columns of which nobody knows any more what they held. A field that was absent then is not among them. */
	unknown_fields?: readonly string[];
	suggestion?: Suggestion | null;
	/** Who got it then; used where there is no active table to compare with. */
	owner_role?: string;
	/** It got its owner because no rule decided, which is the same as triage. */
	owned_by_default?: boolean;
}

/** A case that would have gone elsewhere. `triage` stands for nobody. */
export interface MovedCase {
	case_id: string;
	from: string;
	to: string;
	from_rule: string | null;
	to_rule: string | null;
	/** Why it would have gone to triage. */
	label: RouteLabel | null;
}

/** What a draft would have done to past cases. */
export interface Backtest {
	case_count: number;
	/** Cases of which it can be said where they would go; only these count below. */
	compared_count: number;
	moved_count: number;
	/** The first 1,000 cases that would have moved. */
	moved: MovedCase[];
	/** From whom to whom, most first. */
	flows: Array<{ from: string; to: string; count: number }>;
	/** How many cases each rule decides, in the active table and in the draft; null where it has no such rule. */
	rules: Array<{ rule: string; active_count: number | null; draft_count: number | null }>;
	/** How many go to triage. */
	triage_count: { active: number | null; draft: number };
	/** Cases that may go one way or another, depending on fields that are not known. */
	undecidable_count: number;
	/** Which fields those are, and for how many of these cases, most first. */
	unknown_fields: Array<{ field: string; case_count: number }>;
}

const maxMoved = 1000;

/** A backtest that takes its cases one by one, so that whoever runs it can stop, go on, and say how far it is. */
export class BacktestRun {
	private readonly draft: ReplayedTable;
	private readonly active: ReplayedTable | null;
	private readonly flows = new Map<string, { from: string; to: string; count: number }>();
	private readonly moved: MovedCase[] = [];
	private readonly unknown = new Map<string, number>();
	private caseCount = 0;
	private undecidableCount = 0;
	private movedCount = 0;

	/** Without an active table the draft is compared with who got the cases then; what nobody got counts as triage. */
	constructor(draft: CompiledTable, active: CompiledTable | null) {
		this.draft = new ReplayedTable(draft);
		this.active = active === null ? null : new ReplayedTable(active);
	}

	add(past: PastCase): void {
		this.caseCount++;
		const after = this.draft.decide(past);
		const before = this.active?.decide(past);
		if (after === null || before === null) return this.leaveOut(past);
		this.draft.count(after);
		if (before !== undefined) this.active!.count(before);
		const to = after.outcome;
		const from = before?.outcome ?? ownerOf(past, to);
		if (from === to) return;
		this.movedCount++;
		const key = JSON.stringify([from, to]);
		this.flows.set(key, { from, to, count: (this.flows.get(key)?.count ?? 0) + 1 });
		if (this.moved.length >= maxMoved) return;
		const rules = { from_rule: before?.rule ?? null, to_rule: after.rule };
		this.moved.push({ case_id: past.case_id, from, to, ...rules, label: after.label });
	}

	private leaveOut({ unknown_fields = [] }: PastCase): void {
		this.undecidableCount++;
		const asked = unknown_fields.filter((field) => this.draft.asksFor(field) || this.active?.asksFor(field));
		for (const field of asked) this.unknown.set(field, (this.unknown.get(field) ?? 0) + 1);
	}

	/** What came out of the cases so far. */
	result(): Backtest {
		const [drafted, present] = [this.draft.ruleCounts, this.active?.ruleCounts];
		const ids = new Set([...drafted.keys(), ...(present?.keys() ?? [])]);
		return {
			case_count: this.caseCount,
			compared_count: this.caseCount - this.undecidableCount,
			moved_count: this.movedCount,
			moved: [...this.moved],
			flows: [...this.flows.values()].sort((one, other) => other.count - one.count),
			rules: [...ids].map((rule) => ({
				rule,
				active_count: present?.get(rule) ?? null,
				draft_count: drafted.get(rule) ?? null,
			})),
			triage_count: { active: this.active?.triageCount ?? null, draft: this.draft.triageCount },
			undecidable_count: this.undecidableCount,
			unknown_fields: [...this.unknown]
				.map(([field, case_count]) => ({ field, case_count }))
				.sort((one, other) => other.case_count - one.case_count),
		};
	}
}

/** Who got a case then. To go to triage again is no move for a case that no rule decided. */
function ownerOf({ owner_role = 'triage', owned_by_default }: PastCase, to: string): string {
	return owned_by_default && to === 'triage' ? to : owner_role;
}

/**
 * Routes past cases by a draft and by the active table, and tells which would have moved. Where a field is not known, a case
 * counts only if no value of that field could change who owns it.
 */
export function backtest(draft: CompiledTable, active: CompiledTable | null, cases: Iterable<PastCase>): Backtest {
	const run = new BacktestRun(draft, active);
	for (const past of cases) run.add(past);
	return run.result();
}
