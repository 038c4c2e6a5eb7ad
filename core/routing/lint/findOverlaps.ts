import { isSame } from '../cells/ranges';
import { areAmbiguous } from '../decide/pickOutcome';
import { blocking, warning } from '../table/findings';
import type { ModelRule, TableModel } from '../table/model';
import type { HitPolicy, TableFinding } from '../types';
import { findUncovered, shared, type Box, type Budget } from './boxes';
import { boxOf, declaredBox, describeRegion, evidenceOf } from './regions';

/** Two rules that match the same inputs, and those inputs. */
export interface Overlap {
	rules: [ModelRule, ModelRule];
	box: Box;
	leadsElsewhere: boolean;
}

const fixes: Record<HitPolicy, string> = {
	unique: 'Narrow one of them, or choose the hit policy first or priority',
	any: 'Narrow one of them, or let both lead to the same',
	priority: 'Give them different priorities, or narrow one of them',
	collect: 'Let both name the same owner role, or narrow one of them',
	first: '',
};

/** What is left of an overlap once rules of higher priority have taken theirs; null where nothing is. */
function unclaimed(overlap: Box, rules: readonly ModelRule[], priority: number, budget: Budget): Box | null {
	budget.left -= rules.length;
	if (budget.left < 0) return null;
	const higher = rules.filter(({ rule }) => (rule.priority ?? 0) > priority).map(boxOf);
	return findUncovered(overlap, higher, budget).next().value ?? null;
}

/** All pairs of rules between which the table's hit policy cannot choose, within the declared values. */
export function* eachOverlap(model: TableModel, budget: Budget): Generator<Overlap> {
	const { hit_policy } = model.table;
	const declared = declaredBox(model);
	const boxes = model.rules.map((rule) => shared(boxOf(rule), declared));
	for (const [index, one] of model.rules.entries()) {
		const box = boxes[index];
		if (box === null || box === undefined) continue;
		for (let next = index + 1; next < model.rules.length; next++) {
			const other = model.rules[next]!;
			const otherBox = boxes[next] ?? null;
			if (otherBox === null || !areAmbiguous(hit_policy, one, other)) continue;
			const common = shared(box, otherBox);
			const left =
				common !== null && hit_policy === 'priority'
					? unclaimed(common, model.rules, one.rule.priority ?? 0, budget)
					: common;
			if (left === null) continue;
			// What neither rule asks about need not be there.
			const isAsked = (column: number) => !one.conditions[column]!.cell.isAny || !other.conditions[column]!.cell.isAny;
			const asked = left.map((ranges, column) =>
				isAsked(column) || !isSame(ranges, declared[column]!) ? ranges : model.columns[column]!.axis.all,
			);
			yield { rules: [one, other], box: asked, leadsElsewhere: one.outcomeKey !== other.outcomeKey };
		}
	}
}

function describeOverlap(model: TableModel, { rules: [one, other], box, leadsElsewhere }: Overlap): TableFinding {
	const { hit_policy } = model.table;
	const ids = [one.rule.id, other.rule.id];
	const evidence = evidenceOf(model, box);
	const match = `Rules '${ids[0]}' and '${ids[1]}' both match ${describeRegion(evidence.region)}`;
	if (!leadsElsewhere) {
		const message = `${match}; they lead to the same, but under ${hit_policy} it goes to triage`;
		return warning('RULE_OVERLAP', ids, message, 'Put them together, or choose the hit policy any', evidence);
	}
	const [role, otherRole] = [one.rule.then.owner_role, other.rule.then.owner_role];
	const outcomes = role === otherRole ? 'with different terms' : `to '${role}' and '${otherRole}'`;
	const message = `${match} and lead ${role === otherRole ? `to '${role}' ` : ''}${outcomes}`;
	return blocking('RULE_OVERLAP', ids, message, fixes[hit_policy], evidence);
}

const maxListed = 50;

function unlisted(count: number, severity: TableFinding['severity']): TableFinding[] {
	if (count === 0) return [];
	const message = `${count} more ${count === 1 ? 'pair' : 'pairs'} of rules overlap`;
	const finding = blocking('RULE_OVERLAP', [], message, 'Mend the ones that are listed and look again');
	return [{ ...finding, severity }];
}

/** Overlaps as findings, at most 50 that block and 50 that do not. */
export function findOverlaps(model: TableModel, budget: Budget): TableFinding[] {
	if (model.table.hit_policy === 'first') return [];
	const listed = { blocking: [] as TableFinding[], warning: [] as TableFinding[] };
	const counts = { blocking: 0, warning: 0 };
	for (const overlap of eachOverlap(model, budget)) {
		const severity = overlap.leadsElsewhere ? 'blocking' : 'warning';
		counts[severity]++;
		if (listed[severity].length < maxListed) listed[severity].push(describeOverlap(model, overlap));
	}
	return (['blocking', 'warning'] as const).flatMap((severity) => [
		...listed[severity],
		...unlisted(counts[severity] - listed[severity].length, severity),
	]);
}
