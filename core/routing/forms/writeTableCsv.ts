import type { RoutingTable, RuleOutcome } from '../types';
import { outcomeHeaders, writeColumnHeader } from './headers';
import { writeCsv } from './readCsv';

function writeOutcome(header: string, then: RuleOutcome): string {
	const value = then[header.slice('then.'.length) as keyof RuleOutcome];
	if (value === undefined) return '';
	if (typeof value === 'string') return value;
	if ('amount' in value) return `${value.amount} ${value.unit}`;
	return value.some((name) => name.includes(';') || name.startsWith('[')) ? JSON.stringify(value) : value.join(';');
}

/**
 * The rules and columns of a table as CSV, which `parseTableCsv` reads back. Id, version, hit policy and default are not in it.
 * A field that a rule does not ask about is written as `*`.
 */
export function writeTableCsv({ columns, rules }: RoutingTable): string {
	const used = outcomeHeaders.filter((header) => rules.some(({ then }) => writeOutcome(header, then) !== ''));
	const outcomes = used.includes('then.owner_role') ? used : ['then.owner_role', ...used];
	const hasPriority = rules.some(({ priority }) => priority !== undefined);
	const hasExamples = rules.some(({ examples }) => examples !== undefined);
	const head = [
		'rule.id',
		...columns.map(writeColumnHeader),
		...outcomes,
		...(hasPriority ? ['rule.priority'] : []),
		...(hasExamples ? ['rule.examples'] : []),
	];
	const rows = rules.map(({ id, when, then, priority, examples }) => [
		id,
		...columns.map(({ field }) => (Object.hasOwn(when, field) ? String(when[field]) : '*')),
		...outcomes.map((header) => writeOutcome(header, then)),
		...(hasPriority ? [priority === undefined ? '' : String(priority)] : []),
		...(hasExamples ? [examples === undefined ? '' : JSON.stringify(examples)] : []),
	]);
	return writeCsv([head, ...rows]);
}
