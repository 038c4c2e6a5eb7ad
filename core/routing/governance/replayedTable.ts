import { compileTable } from '../decide/decide';
import type { CompiledTable, RoutingDecision } from '../decisionTypes';
import type { RoutingRule } from '../types';
import type { PastCase } from './backtest';

const quiet = { explain: false } as const;

/** The rules among which the hit policy chose. Where more rules match without changing these, it chooses the same. */
function standing({ matched, shadowed }: RoutingDecision): string {
	const lost = new Set(shadowed);
	return JSON.stringify(matched.filter((rule) => !lost.has(rule)));
}

function withoutCells({ when, ...rule }: RoutingRule, fields: ReadonlySet<string>): RoutingRule {
	return { ...rule, when: Object.fromEntries(Object.entries(when).filter(([field]) => !fields.has(field))) };
}

/** A table that decides past cases again: how many each rule decides, how many nothing does, and which are not to tell. */
export class ReplayedTable {
	readonly ruleCounts: Map<string, number>;
	triageCount = 0;
	private readonly fields: ReadonlySet<string>;
	/** The table with all cells of some columns open, by those columns. */
	private readonly opened = new Map<string, CompiledTable>();

	constructor(private readonly compiled: CompiledTable) {
		const { columns, rules } = compiled.table;
		this.ruleCounts = new Map(rules.map(({ id }) => [id, 0]));
		this.fields = new Set(columns.map(({ field }) => field));
	}

	asksFor(field: string): boolean {
		return this.fields.has(field);
	}

	/**
	 * Where a case would go, or null where that depends on what is not known of it. Rules that match without these fields
	 * match whatever they hold, and rules that do not match with all their cells open never do; so where both sets lead the
	 * hit policy to the same rules, every value does.
	 */
	decide({ facts, suggestion, unknown_fields = [] }: PastCase): RoutingDecision | null {
		const decision = this.compiled.decide(facts, suggestion, quiet);
		const asked = unknown_fields.filter((field) => this.asksFor(field));
		if (asked.length === 0) return decision;
		const possible = this.open(asked).decide(facts, suggestion, quiet);
		return standing(possible) === standing(decision) ? decision : null;
	}

	count({ rule, outcome }: RoutingDecision): void {
		if (rule !== null) this.ruleCounts.set(rule, (this.ruleCounts.get(rule) ?? 0) + 1);
		if (outcome === 'triage') this.triageCount++;
	}

	private open(asked: readonly string[]): CompiledTable {
		const key = JSON.stringify([...asked].sort());
		const known = this.opened.get(key);
		if (known !== undefined) return known;
		const { table } = this.compiled;
		const fields = new Set(asked);
		const opened = compileTable({ ...table, rules: table.rules.map((rule) => withoutCells(rule, fields)) });
		this.opened.set(key, opened);
		return opened;
	}
}
