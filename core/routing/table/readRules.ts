import { maxNameLength, storableText } from '../../case';
import { TriageError } from '../../errors';
import { jcs } from '../../evidence';
import { describeKind, memberOf, nearestWord, shorten } from '../../gate';
import { anyCell, parseCell, type Cell, type CellResult } from '../cells/parseCell';
import type { RoutingRule, RuleExample, TableFinding } from '../types';
import { blocking, findingOf } from './findings';
import type { ReadColumn } from './readColumns';
import { findUnknownNames, isRecord, readOutcome } from './readOutcome';

/** A rule whose cells can be used, one a column. */
export interface ReadRule {
	rule: RoutingRule;
	cells: readonly Cell[];
}

const ruleFields = ['id', 'when', 'then', 'priority', 'examples'];
const maxRules = 100_000;
const maxExamples = 100;

interface RuleContext {
	columns: readonly ReadColumn[];
	/** False where columns could not be read, so that cells of theirs are nothing to complain about. */
	columnsAreKnown: boolean;
	parse(column: ReadColumn, text: string): CellResult;
}

class RuleReader {
	readonly findings: TableFinding[] = [];
	private readonly name: string;
	private readonly ids: readonly string[];
	private readonly id: string;

	constructor(
		private readonly value: unknown,
		row: number,
		private readonly context: RuleContext,
	) {
		this.ids = [`row ${row}`];
		this.name = `Rule ${row}`;
		this.id = this.readId();
		if (this.id === '') return;
		this.ids = [this.id];
		this.name = `Rule '${this.id}'`;
	}

	read(): ReadRule | null {
		if (!isRecord(this.value)) {
			this.refuse(`it is ${describeKind(this.value, false)}`, 'Write {"id": …, "when": {…}, "then": {…}}');
			return null;
		}
		for (const [unknown, fix] of findUnknownNames(this.value, ruleFields)) this.refuse(`it has no '${unknown}'`, fix);
		if (this.id === '' && this.findings.length === 0) this.refuse("'id' is empty", 'Give each rule an id of its own');
		const when = memberOf(this.value, 'when');
		const cells = this.readCells(when);
		const { outcome, findings } = readOutcome(memberOf(this.value, 'then'), { rules: this.ids, name: this.name });
		this.findings.push(...findings);
		const priority = this.readPriority();
		const examples = this.readExamples();
		if (this.findings.length > 0 || outcome === null) return null;
		const rule: RoutingRule = {
			id: this.id,
			when: { ...(when as RoutingRule['when']) },
			then: outcome,
			...(priority !== undefined && { priority }),
			...(examples !== undefined && { examples }),
		};
		return { rule, cells };
	}

	private refuse(message: string, fix: string, code: TableFinding['code'] = 'RULE_INVALID', more = {}): void {
		this.findings.push(blocking(code, this.ids, `${this.name}: ${message}`, fix, more));
	}

	private readId(): string {
		const id = memberOf(this.value, 'id');
		if (typeof id !== 'string') {
			if (isRecord(this.value)) this.refuse(`'id' is ${describeKind(id, false)}`, 'Give each rule a text as its id');
			return '';
		}
		try {
			return storableText('id', id, maxNameLength);
		} catch (thrown) {
			this.findings.push(findingOf(thrown, 'RULE_INVALID', this.ids, this.name));
			return '';
		}
	}

	private readCells(when: unknown): Cell[] {
		if (!isRecord(when)) {
			this.refuse(
				`'when' is ${describeKind(when, false)}`,
				'Write {"field": "cell"}, or {} for a rule that asks nothing',
			);
			return [];
		}
		const fields = this.context.columns.map(({ field }) => field);
		for (const name of Object.keys(when)) {
			if (fields.includes(name) || !this.context.columnsAreKnown) continue;
			const meant = nearestWord(name, fields);
			const fix = meant === undefined ? 'Add a column for it, or remove the cell' : `Did you mean ${meant}?`;
			this.refuse(`there is no column ${shorten(name)}`, fix);
		}
		return this.context.columns.map((column) => this.readCell(column, memberOf(when, column.field)));
	}

	private readCell(column: ReadColumn, value: unknown): Cell {
		if (value === undefined) return anyCell;
		const place = `column ${column.field}`;
		const at = { column: column.field };
		if (value === null || (typeof value === 'string' && value.trim() === '')) {
			this.refuse(`${place} is blank`, 'Write * where anything may stand', 'CELL_BLANK', at);
			return anyCell;
		}
		if (typeof value === 'object') {
			this.refuse(`${place} is ${describeKind(value, false)}`, 'Write the cell as a text', 'CELL_UNREADABLE', at);
			return anyCell;
		}
		const parsed = this.context.parse(column, String(value));
		if ('cell' in parsed) return parsed.cell;
		const { message, fix, position } = parsed;
		this.refuse(`${place} ${message}, at position ${position}`, fix, 'CELL_UNREADABLE', { ...at, position });
		return anyCell;
	}

	private readPriority(): number | undefined {
		const priority = memberOf(this.value, 'priority');
		if (priority === undefined || priority === null) return undefined;
		if (Number.isSafeInteger(priority)) return priority as number;
		this.refuse(`'priority' is ${describeKind(priority, false)}`, 'Write a whole number; the higher wins');
		return undefined;
	}

	private readExamples(): RuleExample[] | undefined {
		const examples = memberOf(this.value, 'examples');
		if (examples === undefined || examples === null) return undefined;
		const isExample = (example: unknown) =>
			isRecord(example) &&
			Object.hasOwn(example, 'facts') &&
			findUnknownNames(example, ['facts', 'outcome']).length === 0 &&
			['string', 'undefined'].includes(typeof memberOf(example, 'outcome'));
		if (Array.isArray(examples) && examples.length <= maxExamples && examples.every(isExample) && isJson(examples)) {
			return [...(examples as RuleExample[])];
		}
		this.refuse(
			"'examples' cannot be read",
			`Write at most ${maxExamples}, as {"facts": {…}}, or {"facts": {…}, "outcome": "Billing"}`,
		);
		return undefined;
	}
}

/** True for what JSON can hold, and not nested deeper than a table's digest can be taken of. */
function isJson(value: unknown): boolean {
	try {
		jcs(value);
		return true;
	} catch (refusal) {
		if (refusal instanceof TriageError) return false;
		throw refusal;
	}
}

function findTwins(rules: readonly ReadRule[]): TableFinding[] {
	const seen = new Set<string>();
	const twins = new Set<string>();
	for (const { rule } of rules) (seen.has(rule.id) ? twins : seen).add(rule.id);
	return [...twins].map((id) =>
		blocking('RULE_DUPLICATE', [id], `Several rules have the id '${id}'`, 'Give each rule an id of its own'),
	);
}

/** Large tables say the same in many rows; equal cells are one object, so that they are worked on once. */
function rememberCells(): RuleContext['parse'] {
	const cache = new Map<ReadColumn, Map<string, CellResult>>();
	return (column, text) => {
		const known = cache.get(column) ?? new Map<string, CellResult>();
		cache.set(column, known);
		const result = known.get(text) ?? parseCell(text, column.type);
		known.set(text, result);
		return result;
	};
}

/** The rules of a table from a loose value, with all that is wrong with them. Rules with findings are left out. */
export function readRules(
	value: unknown,
	columns: readonly ReadColumn[],
	columnsAreKnown: boolean,
): { rules: ReadRule[]; findings: TableFinding[] } {
	if (!Array.isArray(value) || value.length > maxRules) {
		const message = `'rules' is ${describeKind(value, false)}`;
		const fix = `List the rules, at most ${maxRules}, as {"id": …, "when": {…}, "then": {…}}`;
		return { rules: [], findings: [blocking('TABLE_INVALID', [], message, fix)] };
	}
	const context: RuleContext = { columns, columnsAreKnown, parse: rememberCells() };
	const rules: ReadRule[] = [];
	const findings: TableFinding[] = [];
	for (const [index, entry] of value.entries()) {
		const reader = new RuleReader(entry, index + 1, context);
		const read = reader.read();
		findings.push(...reader.findings);
		if (read !== null) rules.push(read);
	}
	return { rules, findings: [...findings, ...findTwins(rules)] };
}
