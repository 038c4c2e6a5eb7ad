import type { CompiledTable, RouteLabel, RoutingDecision, Suggestion } from '../decisionTypes';

/** A case of the past, as far as routing it again needs it. */
export interface PastCase {
	case_id: string;
	facts: unknown;
	suggestion?: Suggestion | null;
	/** Who got it then; used where there is no active table to compare with. */
	owner_role?: string;
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
	moved_count: number;
	/** The first 1,000 cases that would have moved. */
	moved: MovedCase[];
	/** From whom to whom, most first. */
	flows: Array<{ from: string; to: string; count: number }>;
	/** How many cases each rule decides, in the active table and in the draft; null where it has no such rule. */
	rules: Array<{ rule: string; active_count: number | null; draft_count: number | null }>;
	/** How many go to triage. */
	triage_count: { active: number | null; draft: number };
}

const maxMoved = 1000;

/** How many cases each rule of a table decides, and how many nothing does. */
class TableCount {
	readonly rules: Map<string, number>;
	triage = 0;

	constructor(private readonly table: CompiledTable) {
		this.rules = new Map(table.table.rules.map(({ id }) => [id, 0]));
	}

	decide({ facts, suggestion }: PastCase): RoutingDecision {
		const decision = this.table.decide(facts, suggestion, { explain: false });
		if (decision.rule !== null) this.rules.set(decision.rule, (this.rules.get(decision.rule) ?? 0) + 1);
		if (decision.outcome === 'triage') this.triage++;
		return decision;
	}
}

/**
 * Routes past cases by a draft and by the active table, and tells which would have moved. Without an active table the draft
 * is compared with who got the cases then, and cases that nobody got count as triage.
 */
export function backtest(draft: CompiledTable, active: CompiledTable | null, cases: Iterable<PastCase>): Backtest {
	const drafted = new TableCount(draft);
	const present = active === null ? null : new TableCount(active);
	const flows = new Map<string, { from: string; to: string; count: number }>();
	const moved: MovedCase[] = [];
	let [case_count, moved_count] = [0, 0];
	for (const past of cases) {
		case_count++;
		const after = drafted.decide(past);
		const before = present?.decide(past);
		const from = before?.outcome ?? past.owner_role ?? 'triage';
		const to = after.outcome;
		if (from === to) continue;
		moved_count++;
		const key = JSON.stringify([from, to]);
		flows.set(key, { from, to, count: (flows.get(key)?.count ?? 0) + 1 });
		const { case_id } = past;
		const rules = { from_rule: before?.rule ?? null, to_rule: after.rule };
		if (moved.length < maxMoved) moved.push({ case_id, from, to, ...rules, label: after.label });
	}
	const ids = new Set([...drafted.rules.keys(), ...(present?.rules.keys() ?? [])]);
	return {
		case_count,
		moved_count,
		moved,
		flows: [...flows.values()].sort((one, other) => other.count - one.count),
		rules: [...ids].map((rule) => ({
			rule,
			active_count: present?.rules.get(rule) ?? null,
			draft_count: drafted.rules.get(rule) ?? null,
		})),
		triage_count: { active: present?.triage ?? null, draft: drafted.triage },
	};
}
