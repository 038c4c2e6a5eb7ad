import { shorten } from '../../gate';
import type { ColumnType } from '../types';
import { CellScanner, Unreadable } from './cellScanner';
import { hasOrder, keyOfLiteral, typeWords, type Key } from './keys';

/** One unary test of a cell. Bounds may be infinite. */
export type CellTest =
	| { is: 'null' }
	| { is: 'value'; key: Key }
	| { is: 'interval'; low: number; high: number; opensLow: boolean; opensHigh: boolean };

/** What a rule asks of a column. */
export interface Cell {
	/** As it was written. */
	text: string;
	/** `*`: nothing is asked. */
	isAny: boolean;
	/** `not(…)`: none of the tests may hold. */
	isNegated: boolean;
	tests: readonly CellTest[];
}

/** A cell, or why it cannot be read; `position` counts from 1. */
export type CellResult = { cell: Cell } | { message: string; fix: string; position: number };

/** The cell of a field that a rule does not ask about. */
export const anyCell: Cell = { text: '*', isAny: true, isNegated: false, tests: [] };

/** Far more than a person writes into one cell. */
const maxCellLength = 20_000;

const curlyQuotes = '“”„‘’‚';
/** What ends a word without quotes. */
const delimiters = `,()[]<>="!${curlyQuotes.replace('’', '')}`;
const doubleQuoted = /"(?:[^"\\]|\\.)*"/y;
const singleQuoted = /'([^'\\]*)'/y;
const dateCall = /date(?: and time)?\s*\(\s*("[^"\\]*")\s*\)/y;

class CellReader extends CellScanner {
	constructor(
		text: string,
		private readonly type: ColumnType,
	) {
		super(text, `Write ${typeWords[type].example}`);
	}

	read(): Omit<Cell, 'text'> {
		const isNegated = this.takePattern(/not\s*\(/y) !== undefined;
		const tests = this.tests();
		if (isNegated && !this.take(')')) this.refuse('is not closed', 'End not(…) with a bracket');
		if (!this.isAtEnd()) this.refuseRest();
		return { isAny: false, isNegated, tests };
	}

	private tests(): CellTest[] {
		const tests = [];
		do tests.push(this.test());
		while (this.take(','));
		return tests;
	}

	private test(): CellTest {
		const start = this.next();
		if (start === '<' || start === '>') return this.comparison();
		if (start === '[' || start === '(' || start === ']') return this.range();
		if (this.takePattern(/null(?![^\s,)])/y) !== undefined) return { is: 'null' };
		const key = this.literal();
		if (this.startsWith('..')) {
			const fix = hasOrder(this.type) ? 'Write [17..30], or (17..30) without the ends' : 'Put a text with .. in quotes';
			this.refuse('has .. outside of brackets', fix);
		}
		return { is: 'value', key };
	}

	private comparison(): CellTest {
		this.checkOrder();
		const sign = this.takePattern(/[<>]=?/y) ?? '';
		const opens = sign.length === 1;
		const key = this.bound();
		return sign.startsWith('<')
			? { is: 'interval', low: -Infinity, high: key, opensLow: true, opensHigh: opens }
			: { is: 'interval', low: key, high: Infinity, opensLow: opens, opensHigh: true };
	}

	private range(): CellTest {
		this.checkOrder();
		const start = this.at;
		const opensLow = this.takePattern(/[[(\]]/y) !== '[';
		const low = this.bound();
		if (!this.take('..'))
			this.refuse('has a range without ..', 'Write both ends with two dots between them, as [17..30]');
		const high = this.bound();
		const end = this.takePattern(/[\])[]/y);
		if (end === undefined) this.refuse('has a range that is not closed', 'End it with ] or ), as [17..30)');
		const opensHigh = end !== ']';
		if (low > high || (low === high && (opensLow || opensHigh))) {
			this.at = start;
			this.refuse('has a range that holds nothing', 'Write the lower end first');
		}
		return { is: 'interval', low, high, opensLow, opensHigh };
	}

	private bound(): number {
		return this.literal() as number;
	}

	private literal(): Key {
		const start = this.skipSpace();
		const { text, isQuoted } = this.word();
		const mayBeQuoted = this.type === 'string' || this.type === 'date' || this.type === 'datetime';
		const key = isQuoted && !mayBeQuoted ? undefined : keyOfLiteral(this.type, text);
		if (key !== undefined) return key;
		const found = this.text.slice(start, this.at);
		this.at = start;
		return this.refuse(`has ${shorten(found)}, which is not ${typeWords[this.type].one}`);
	}

	private word(): { text: string; isQuoted: boolean } {
		const start = this.at;
		const call = hasOrder(this.type) ? this.takeGroup(dateCall) : undefined;
		if (call !== undefined) return { text: this.unquote(call, start), isQuoted: true };
		const single = this.takeGroup(singleQuoted);
		if (single !== undefined) return { text: single, isQuoted: true };
		const double = this.takePattern(doubleQuoted);
		if (double !== undefined) return { text: this.unquote(double, start), isQuoted: true };
		const first = this.next();
		if (first === '"' || first === "'")
			this.refuse('has a quote that is not closed', 'End the text with the same quote');
		return { text: this.bareWord(), isQuoted: false };
	}

	private unquote(quoted: string, start: number): string {
		try {
			return JSON.parse(quoted) as string;
		} catch {
			this.at = start;
			return this.refuse('has a text that cannot be read', 'Write \\" for a quote and \\\\ for a backslash');
		}
	}

	/** A text without quotes: up to what has a meaning, without white space around it. */
	private bareWord(): string {
		const start = this.at;
		while (!this.isAtEndOfWord()) this.at++;
		const word = this.text.slice(start, this.at).trimEnd();
		this.at = start + word.length;
		if (word === '') this.refuseRest();
		if (word === '*' || word === '-') {
			this.at = start;
			this.refuse(`has ${word} beside other tests`, `Leave ${word} alone in the cell, or remove it`);
		}
		return word;
	}

	private isAtEndOfWord(): boolean {
		const character = this.text[this.at];
		return character === undefined || delimiters.includes(character) || this.text.startsWith('..', this.at);
	}

	private checkOrder(): void {
		if (hasOrder(this.type)) return;
		this.refuse(
			`compares ${typeWords[this.type].one} with ${this.next()}, and only numbers and dates have an order`,
			this.type === 'string' ? 'Put a text with this sign in quotes, or set another type for the column' : undefined,
		);
	}

	private refuseRest(): never {
		const sign = this.next();
		if (sign === undefined) this.refuse('ends where a value is needed');
		if (sign === '=' || sign === '!') {
			const fix = 'Write the value alone for equal, not(…) for unequal, and a text with this sign in quotes';
			this.refuse(`has ${sign}`, fix);
		}
		if (curlyQuotes.includes(sign))
			this.refuse(`has the typographic quote ${sign}`, 'Write straight quotes, as "billing"');
		return this.refuse(`has ${sign} where it cannot be`);
	}
}

/**
 * Reads a cell of a column: `*`, a literal, a list, a comparison, a range, `not(…)` or `null`. In a column of texts, and
 * only there, a word without quotes is a text. The cell is not blank.
 */
export function parseCell(text: string, type: ColumnType): CellResult {
	const trimmed = text.trim();
	// DMN writes - for what is not asked about.
	if (trimmed === '*' || trimmed === '-') return { cell: { ...anyCell, text: trimmed } };
	if (text.length > maxCellLength) {
		const message = `is ${text.length} characters long; at most ${maxCellLength} can be read`;
		return { message, fix: 'Split the rule into several', position: 1 };
	}
	try {
		return { cell: { text: trimmed, ...new CellReader(text, type).read() } };
	} catch (refusal) {
		if (!(refusal instanceof Unreadable)) throw refusal;
		return { message: refusal.message, fix: refusal.fix, position: refusal.position };
	}
}
