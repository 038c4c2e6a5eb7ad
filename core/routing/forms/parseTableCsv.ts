import { blocking } from '../table/findings';
import type { RoutingRule, RoutingTable, RuleOutcome, TableFinding } from '../types';
import { outcomeHeaders, readColumnHeader, ruleHeaders } from './headers';
import { parseTable, type ParsedTable } from './parsedTable';
import { readCsv, type CsvRecord } from './readCsv';

/** What a CSV text does not hold. */
export type TableSettings = Pick<RoutingTable, 'id' | 'version' | 'hit_policy' | 'default'>;

const refuse = (line: number, message: string, fix: string, column?: string): TableFinding =>
	blocking('CSV_INVALID', [], `Line ${line}: ${message}`, fix, { line, ...(column !== undefined && { column }) });

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function readList(text: string): unknown {
	if (text.startsWith('[')) return parseJson(text);
	return text.split(';').map((name) => name.trim());
}

function readDuration(text: string): unknown {
	const [amount, unit, ...rest] = text.split(/\s+/);
	return rest.length === 0 ? { amount: Number(amount), unit } : text;
}

/** Cells of outcomes that are no text. What cannot be read stays as it is, and is refused with the rest of the rule. */
const outcomeReaders: Partial<Record<string, (text: string) => unknown>> = {
	'then.consulted': readList,
	'then.informed': readList,
	'then.respond_within': readDuration,
};

function readRule(headers: readonly string[], fields: ReadonlyMap<string, string>, record: CsvRecord): RoutingRule {
	const cells = new Map(headers.map((header, index) => [header, (record.cells[index] ?? '').trim()]));
	const given = (header: string) => cells.get(header) || undefined;
	const [priority, examples] = [given('rule.priority'), given('rule.examples')];
	const then = outcomeHeaders.flatMap((header) => {
		const text = given(header);
		return text === undefined ? [] : [[header.slice('then.'.length), outcomeReaders[header]?.(text) ?? text] as const];
	});
	return {
		id: given('rule.id') ?? '',
		when: Object.fromEntries([...fields].map(([header, field]) => [field, cells.get(header) ?? ''])),
		then: Object.fromEntries(then) as unknown as RuleOutcome,
		...(priority !== undefined && { priority: parseJson(priority) as number }),
		...(examples !== undefined && { examples: parseJson(examples) as RoutingRule['examples'] }),
	};
}

function findHeaderProblems({ cells, line }: CsvRecord): TableFinding[] {
	const headers = cells.map((header) => header.trim());
	const known = [...ruleHeaders, ...outcomeHeaders];
	const findings = ['rule.id', 'then.owner_role']
		.filter((header) => !headers.includes(header))
		.map((header) =>
			refuse(line, `there is no column ${header}`, `Add it: ${known.join(', ')}, and a column for each field`),
		);
	for (const [index, header] of headers.entries()) {
		if (header === '') findings.push(refuse(line, `column ${index + 1} has no header`, 'Name the field it asks about'));
		else if (headers.indexOf(header) !== index)
			findings.push(refuse(line, `column ${header} is there twice`, 'Remove one', header));
		else if (/^(?:rule|then)\./.test(header) && !known.includes(header)) {
			findings.push(refuse(line, `there is no ${header}`, `Allowed are ${known.join(', ')}, and fields`, header));
		}
	}
	return findings;
}

/** Findings about rules and columns with the lines they stand on. */
function withLines(
	findings: readonly TableFinding[],
	lines: ReadonlyMap<string, number>,
	headerLine: number,
): TableFinding[] {
	return findings.map((finding) => {
		const [rule] = finding.rules;
		const line = rule === undefined ? (finding.column === undefined ? undefined : headerLine) : lines.get(rule);
		return line === undefined ? finding : { ...finding, message: `Line ${line}: ${finding.message}`, line };
	});
}

/**
 * A table from CSV. The first line has the headers: `rule.id`, `then.owner_role` and the other parts of outcomes, `rule.priority`,
 * `rule.examples`; every other header is a field, as `customer.tier` for texts or `age: integer [0..120]`. Each further line is a
 * rule. Lists of roles have semicolons, a respond-within is `4 hours`. Findings name line and column.
 */
export function parseTableCsv(text: string, settings: TableSettings): ParsedTable {
	const { records, refusal } = readCsv(text);
	const broken = refusal === null ? [] : [refuse(refusal.line, refusal.message, refusal.fix)];
	const [header, ...rows] = records;
	if (header === undefined) {
		return {
			table: null,
			findings: broken.length > 0 ? broken : [refuse(1, 'there is nothing', 'Begin with a line of headers')],
		};
	}
	const headers = header.cells.map((cell) => cell.trim());
	const unfit = rows
		.filter(({ cells }) => cells.length !== headers.length)
		.map(({ cells, line }) => {
			const fix =
				'Write a cell for every header, * where anything may stand, and quotes around cells with the separator';
			return refuse(line, `it has ${cells.length} cells, and there are ${headers.length} headers`, fix);
		});
	const misshaped = [...broken, ...findHeaderProblems(header), ...unfit];
	if (misshaped.length > 0) return { table: null, findings: misshaped };

	const fieldHeaders = headers.filter((name) => !ruleHeaders.includes(name) && !outcomeHeaders.includes(name));
	const columns = fieldHeaders.map(readColumnHeader);
	const fields = new Map(fieldHeaders.map((name, index) => [name, columns[index]!.field]));
	const rules = rows.map((record) => readRule(headers, fields, record));
	const { table, findings } = parseTable({ ...settings, columns, rules });
	const lines = new Map(
		rows.flatMap(({ line }, index): [string, number][] => [
			[`row ${index + 1}`, line],
			[rules[index]!.id, line],
		]),
	);
	return { table, findings: withLines(findings, lines, header.line) };
}
