import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import {
	checkAt,
	checkBasicAt,
	describeJudgedRule,
	repairItem,
	type BasicOutput,
	type CompiledContract,
	type Contract,
	type GateResult,
	type Repair,
	type RepairKind,
	type RuleFinding,
} from '../../core';
import type { Routed } from '../shared/forEachItem';
import { withResult } from '../shared/resultField';
import type { OutputFormat } from './parameters';
import { judgeRuleRows, type RuleRow } from './readRules';

export const validOutput = 0;
export const invalidOutput = 1;

/** What an item is checked by. */
export interface Check {
	contract: CompiledContract;
	/** Name and version, as people know it. */
	name: string;
	/** The contract as the node's parameters have it, before it is kept. */
	written: Contract;
	location: string;
	limits: { max_problems?: number };
	fixes: readonly RepairKind[];
	format: OutputFormat;
}

/** Counts what is told after the run. */
export interface Tally {
	reasons: Map<string, number>;
	/** Items that meet the contract with a warning, by their place in the input. */
	warned: Set<number>;
	/** Places in which items were repaired, by theirs. */
	repaired: Map<number, string[]>;
}

/** A judged item on its way out, and what the verdict rests on. */
export interface Judged {
	routed: Routed;
	passed: boolean;
	result: GateResult;
	findings: RuleFinding[];
}

interface Verdict {
	item: INodeExecutionData;
	result: GateResult;
	repairs: Repair[];
}

function count(counts: Map<string, number>, keys: readonly string[]): void {
	for (const key of new Set(keys)) counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** An item that passes after its repair is a copy; every other one stays as it came. */
function repair(item: INodeExecutionData, { contract, location, limits, fixes }: Check): Verdict | undefined {
	if (fixes.length === 0) return undefined;
	const { item: json, repairs, result } = repairItem(contract, item.json, fixes, { ...limits, location });
	return result.valid ? { item: { ...item, json: json as IDataObject }, result, repairs } : undefined;
}

function basicOf(
	{ json }: INodeExecutionData,
	{ contract, location, limits }: Check,
	{ problems }: GateResult,
): BasicOutput {
	if (problems.length === 0) return { valid: true, errors: [] };
	return checkBasicAt(contract, json, location, limits);
}

function isBlocking({ severity }: RuleFinding): boolean {
	return severity === 'block';
}

function tell(
	tally: Tally,
	index: number,
	passed: boolean,
	{ result, repairs }: Omit<Verdict, 'item'>,
	findings: RuleFinding[],
): void {
	if (!passed) {
		const reasons = [...result.problems, ...findings.filter(isBlocking)];
		count(
			tally.reasons,
			reasons.map(({ message }) => message),
		);
	} else if (findings.length > 0) tally.warned.add(index);
	if (repairs.length === 0) return;
	tally.repaired.set(
		index,
		repairs.map(({ pointer }) => pointer),
	);
}

/** The item by the output that its verdict names, with the verdict in its result field. */
export function judgeItem(
	original: INodeExecutionData,
	index: number,
	check: Check,
	rules: { rows: readonly RuleRow[]; raw: readonly RuleRow[] },
	field: string,
	tally: Tally,
): Judged {
	const asItCame = checkAt(check.contract, original.json, check.location, check.limits);
	const rule_findings =
		rules.rows.length === 0 ? [] : judgeRuleRows(rules.rows, rules.raw, index).map(describeJudgedRule);
	const isRefused = rule_findings.some(isBlocking);
	// A repair that would not help the item to pass is not made.
	const repaired = asItCame.valid || isRefused ? undefined : repair(original, check);
	const { item, result, repairs } = repaired ?? { item: original, result: asItCame, repairs: [] };
	const passed = result.valid && !isRefused;
	tell(tally, index, passed, { result, repairs }, rule_findings);
	const gate = {
		passed,
		contract: check.name,
		contract_digest: check.contract.digest,
		...(check.format === 'problems' ? { problems: result.problems } : { basic: basicOf(item, check, result) }),
		truncated: result.truncated,
		rule_findings,
		repairs,
	};
	const routed = {
		output: passed ? validOutput : invalidOutput,
		item: withResult(item, field, { gate: gate as unknown as IDataObject }),
	};
	return { routed, passed, result, findings: rule_findings };
}
