import { isEmpty } from '../cells/ranges';
import { blocking, quote } from '../table/findings';
import type { ModelRule, TableModel } from '../table/model';
import type { TableFinding } from '../types';
import { isCovered, overlap, type Budget } from './boxes';
import { boxOf } from './regions';

/** The rules that win wherever they match together with this one. */
function winnersOver(model: TableModel, index: number): readonly ModelRule[] {
	const { hit_policy } = model.table;
	if (hit_policy === 'first') return model.rules.slice(0, index);
	if (hit_policy !== 'priority') return [];
	const own = model.rules[index]!.rule.priority ?? 0;
	return model.rules.filter(({ rule }) => (rule.priority ?? 0) > own);
}

/** The rules that take every input of a rule, or null; none for a rule that holds for no value. */
export function takersOf(model: TableModel, index: number, budget: Budget): ModelRule[] | null {
	const box = boxOf(model.rules[index]!);
	if (box.some(isEmpty)) return [];
	const winners = winnersOver(model, index).filter((winner) => overlap(box, boxOf(winner)));
	if (winners.length === 0) return null;
	const isTakenBy = (takers: readonly ModelRule[]) => isCovered(box, takers.map(boxOf), budget);
	const single = winners.find((winner) => isTakenBy([winner]));
	if (single !== undefined) return [single];
	if (!isTakenBy(winners)) return null;
	// Only those without which it would win somewhere.
	return winners.reduceRight((takers, winner) => {
		const others = takers.filter((taker) => taker !== winner);
		return isTakenBy(others) ? others : takers;
	}, winners);
}

function describeTaken(model: TableModel, { rule, conditions }: ModelRule, takers: readonly ModelRule[]): TableFinding {
	if (takers.length === 0) {
		const column = model.columns[conditions.findIndex(({ ranges }) => isEmpty(ranges))]!.field;
		const message = `Rule '${rule.id}' can never match: column ${column} holds for no value`;
		return blocking('RULE_UNREACHABLE', [rule.id], message, 'Widen the cell, or remove the rule', { column });
	}
	const ids = takers.map((taker) => taker.rule.id);
	const where = model.table.hit_policy === 'first' ? 'above it' : 'of higher priority';
	const subject = ids.length === 1 ? `rule ${quote(ids)} ${where} takes` : `rules ${quote(ids)} ${where} take`;
	const message = `Rule '${rule.id}' can never win: ${subject} all that it matches`;
	const fix =
		model.table.hit_policy === 'first'
			? 'Move it up, narrow what is above it, or remove it'
			: 'Raise its priority, or remove it';
	return blocking('RULE_UNREACHABLE', [rule.id, ...ids], message, fix);
}

/** Rules that can decide nothing: they hold for no value, or other rules take all that they match. */
export function findUnreachable(model: TableModel, budget: Budget): TableFinding[] {
	return model.rules.flatMap((rule, index) => {
		const takers = takersOf(model, index, budget);
		return takers === null ? [] : [describeTaken(model, rule, takers)];
	});
}
