import { shorten } from '../../gate';
import type { TableFinding } from '../types';
import type { Backtest } from './backtest';
import type { PartChange, TableDiff } from './diffTables';

/** What a person reads of a check: one sentence, and a line for each part of it. */
export interface Report {
	summary: string;
	/** Plain text, one line each; short enough for a message or a form. */
	lines: string[];
}

const maxLines = 50;

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function atMost(lines: readonly string[]): string[] {
	if (lines.length <= maxLines) return [...lines];
	return [...lines.slice(0, maxLines), `and ${lines.length - maxLines} more`];
}

/** Findings as people read them, blocking ones first. */
export function reportFindings(findings: readonly TableFinding[]): Report {
	const blocking = findings.filter(({ severity }) => severity === 'blocking').length;
	const warnings = findings.length - blocking;
	const parts = [
		...(blocking > 0 ? [count(blocking, 'blocking finding')] : []),
		...(warnings > 0 ? [count(warnings, 'warning')] : []),
	];
	return {
		summary: parts.length === 0 ? 'Nothing was found' : parts.join(' and '),
		lines: atMost(
			findings.map(
				({ severity, code, message, fix }) =>
					`${severity === 'blocking' ? 'Blocking' : 'Warning'} ${code}: ${message}. ${fix}${fix.endsWith('?') ? '' : '.'}`,
			),
		),
	};
}

function describeUnknown({ undecidable_count, unknown_fields }: Backtest): string[] {
	if (undecidable_count === 0) return [];
	const names = unknown_fields.slice(0, 5).map(({ field }) => shorten(field));
	return [`${count(undecidable_count, 'case')} cannot be told: cases do not hold ${names.join(', ')}`];
}

/** A backtest as people read it: how many cases move, then from whom to whom. */
export function reportBacktest(result: Backtest): Report {
	const { case_count, compared_count, moved_count, flows } = result;
	const unknown = describeUnknown(result);
	if (case_count === 0) return { summary: 'There is no past case to compare with', lines: [] };
	if (compared_count === 0) {
		return { summary: `${count(case_count, 'past case')}, none of which could be compared`, lines: unknown };
	}
	const share = moved_count === 0 ? 'None' : String(moved_count);
	const lines = flows.map(({ from, to, count: times }) => `${count(times, 'case')} from ${from} to ${to}`);
	return {
		summary: `${share} of ${count(compared_count, 'compared case')} would have moved`,
		lines: [...atMost(lines), ...unknown],
	};
}

function written(value: unknown): string {
	if (value === null) return 'nothing';
	return shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
}

const describeChange = ({ part, before, after }: PartChange) => `${part} from ${written(before)} to ${written(after)}`;

/** A difference as people read it: how much changed, then rule by rule. */
export function reportDiff(diff: TableDiff): Report {
	const { is_same, settings, added, removed, changed, moved } = diff;
	if (is_same) return { summary: 'Nothing changed', lines: [] };
	const counts: Array<[number, string]> = [
		[added.length, 'added'],
		[removed.length, 'removed'],
		[changed.length, 'changed'],
		[moved.length, 'moved'],
	];
	const parts = counts.flatMap(([number, what]) => (number === 0 ? [] : [`${count(number, 'rule')} ${what}`]));
	if (settings.length > 0) parts.push(`${count(settings.length, 'setting')} changed`);
	return {
		summary: parts.join(', '),
		lines: atMost([
			...settings.map((change) => `Setting ${describeChange(change)}`),
			...added.map((rule) => `Rule ${shorten(rule)} is new`),
			...removed.map((rule) => `Rule ${shorten(rule)} is gone`),
			...changed.map(({ rule, changes }) => `Rule ${shorten(rule)}: ${changes.map(describeChange).join(', ')}`),
			...moved.map(({ rule, from, to }) => `Rule ${shorten(rule)} moved from row ${from} to ${to}`),
		]),
	};
}
