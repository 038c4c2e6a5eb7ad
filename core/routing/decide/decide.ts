import { hash } from 'node:crypto';

import { jcs } from '../../evidence';
import { describeKind, memberOf } from '../../gate';
import { keyOfFact } from '../cells/keys';
import { tableInvalid } from '../table/findings';
import { buildModel, locate, valueAt, type TableModel } from '../table/model';
import { outcomeKey } from '../table/outcomeKey';
import { RuleIndex } from '../table/ruleIndex';
import type {
	CompiledTable,
	DecideOptions,
	RuleVerdict,
	RoutingDecision,
	RankedRules,
	Suggestion,
} from '../decisionTypes';
import type { RoutingTable } from '../types';
import { conclude } from './conclude';
import { explainRules, noExplanation } from './explainRules';
import { judgedElsewhere, judgeTable } from './judgedRules';

const digestOf = (value: unknown) => `sha256:${hash('sha256', jcs(value))}`;

/** What the columns of a table see of an input. */
function digestOfInput({ columns }: TableModel, facts: unknown): string {
	return digestOf(
		columns.map((column) => {
			const value = valueAt(column, facts);
			const key = keyOfFact(column.type, value);
			return key === undefined ? [column.field, describeKind(value, false)] : [column.field, column.type, key];
		}),
	);
}

/** A model that has no findings, ready to decide. */
export function asCompiledTable(model: TableModel): CompiledTable {
	const { table, columns, rules } = model;
	const index = new RuleIndex(model);
	const contenders = rules.map(({ rule, outcomeKey: key }) => ({ rule, outcomeKey: key }));
	const decideOne = (facts: unknown, suggestion?: Suggestion | null, options: DecideOptions = {}): RoutingDecision => {
		const atoms = columns.map((column) => locate(column, facts));
		const matched = index.match(atoms);
		const isExplained = options.explain !== false;
		const decision = conclude({
			hit_policy: table.hit_policy,
			rule_count: rules.length,
			matched: matched.map((rule) => contenders[rule]!),
			default: table.default,
			suggestion,
			roles: options.roles,
			explanation: isExplained ? explainRules(judgeTable(model, index, atoms, facts), matched) : noExplanation(),
		});
		decision.table_id = table.id;
		decision.table_version = table.version ?? null;
		if (isExplained) decision.input_digest = digestOfInput(model, facts);
		return decision;
	};
	let digest: string | undefined;
	return {
		table,
		// A large table takes longer to hash than to index, and few ask for it.
		get digest() {
			return (digest ??= digestOf(table));
		},
		decide: decideOne,
	};
}

/**
 * Makes a table ready to decide many items. Throws `TABLE_INVALID` with all that is wrong in `details.findings`. A later
 * change of the table has no effect. Does not lint: a table with overlaps or gaps can be compiled.
 */
export function compileTable(table: RoutingTable): CompiledTable {
	const { model, findings } = buildModel(table);
	if (model === null || findings.length > 0) throw tableInvalid(model?.table.id, findings);
	return asCompiledTable(model);
}

/**
 * Who owns an item with these facts, and why. Never without an answer: what neither a rule, nor a suggestion, nor the
 * default decides has outcome `triage` and a label. A table that is not compiled is compiled anew for every call. Throws
 * `TABLE_INVALID`, and `FIELD_INVALID` for a threshold or margin outside of 0 to 1; never because of the facts.
 */
export function decide(
	table: RoutingTable | CompiledTable,
	facts: unknown,
	suggestion?: Suggestion | null,
	options?: DecideOptions,
): RoutingDecision {
	const isCompiled = typeof memberOf(table, 'decide') === 'function';
	const compiled = isCompiled ? (table as CompiledTable) : compileTable(table as RoutingTable);
	return compiled.decide(facts, suggestion, options);
}

/**
 * As `decide`, for rules whose conditions are judged elsewhere: `judged` has one entry a rule, in the rules' order. How the
 * conditions of a rule add up, and everything after that, is decided as for a table.
 */
export function decideJudged(
	{ hit_policy = 'unique', rules, default: fallback }: RankedRules,
	judged: readonly RuleVerdict[],
	suggestion?: Suggestion | null,
	options: DecideOptions = {},
): RoutingDecision {
	if (judged.length !== rules.length) {
		throw new RangeError(`${rules.length} rules came with ${judged.length} judged ones`);
	}
	const judgedRules = judgedElsewhere(
		rules.map(({ id }) => id),
		judged,
	);
	const matched = judged.flatMap((_, rule) => (judgedRules.tally(rule).verdict === 'matched' ? [rule] : []));
	return conclude({
		hit_policy,
		rule_count: rules.length,
		matched: matched.map((index) => {
			const rule = rules[index]!;
			return { rule, outcomeKey: outcomeKey(rule.then) };
		}),
		default: fallback,
		suggestion,
		roles: options.roles,
		explanation: options.explain === false ? noExplanation() : explainRules(judgedRules, matched),
	});
}
