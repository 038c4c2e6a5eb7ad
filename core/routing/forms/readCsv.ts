/** A record of a CSV text, with the line it begins on, from 1. */
export interface CsvRecord {
	cells: string[];
	line: number;
}

/** What keeps a CSV text from being read. */
export interface CsvRefusal {
	line: number;
	message: string;
	fix: string;
}

const delimiters = [',', ';', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/** The sign that parts the cells: the one that the first line has most often outside of quotes. */
function findDelimiter(text: string): Delimiter {
	const counts = new Map<string, number>();
	let isQuoted = false;
	for (const sign of text) {
		if (sign === '"') isQuoted = !isQuoted;
		if (!isQuoted && (sign === '\n' || sign === '\r')) break;
		if (!isQuoted) counts.set(sign, (counts.get(sign) ?? 0) + 1);
	}
	return delimiters.reduce((best, next) => ((counts.get(next) ?? 0) > (counts.get(best) ?? 0) ? next : best));
}

class CsvReader {
	private at = 0;
	private line = 1;

	constructor(
		private readonly text: string,
		private readonly delimiter: Delimiter,
	) {}

	*records(): Generator<CsvRecord, CsvRefusal | undefined> {
		while (this.at < this.text.length) {
			const record: CsvRecord = { cells: [], line: this.line };
			do {
				const cell = this.cell();
				if (typeof cell !== 'string') return cell;
				record.cells.push(cell);
			} while (this.take(this.delimiter));
			this.endLine();
			yield record;
		}
		return undefined;
	}

	private cell(): string | CsvRefusal {
		if (this.text[this.at] !== '"') return this.plainCell();
		const [start, line] = [this.at, this.line];
		const cell = this.quotedCell();
		const isEnded = cell !== null && [this.delimiter, '\n', '\r', undefined].includes(this.text[this.at]);
		if (isEnded) return cell;
		// What is copied from a sheet has tabs, and no quotes around cells that begin with one.
		if (this.delimiter === '\t') {
			[this.at, this.line] = [start, line];
			return this.plainCell();
		}
		const fix = 'Put quotes around the whole cell and write a quote inside of it twice, as "not(""a"")"';
		return cell === null
			? { line, message: 'A quote is not closed', fix }
			: { line: this.line, message: 'Text follows a closing quote', fix };
	}

	private plainCell(): string {
		const start = this.at;
		while (this.at < this.text.length && !`${this.delimiter}\n\r`.includes(this.text[this.at]!)) this.at++;
		return this.text.slice(start, this.at);
	}

	/** The cell without its quotes; null where it has no end. */
	private quotedCell(): string | null {
		let cell = '';
		for (this.at++; ;) {
			const end = this.text.indexOf('"', this.at);
			if (end < 0) return null;
			const part = this.text.slice(this.at, end);
			this.line += part.split(/\r\n|\r|\n/).length - 1;
			this.at = end + 1;
			cell += part;
			if (!this.take('"')) return cell;
			cell += '"';
		}
	}

	private take(sign: string): boolean {
		if (this.text[this.at] !== sign) return false;
		this.at++;
		return true;
	}

	private endLine(): void {
		this.take('\r');
		this.take('\n');
		this.line++;
	}
}

/**
 * Reads a CSV text as RFC 4180 has it, parted by commas, semicolons or tabs, with line ends of any kind. Records of empty
 * cells are left out. A text that breaks off gives the records before that, and why.
 */
export function readCsv(text: string): { records: CsvRecord[]; refusal: CsvRefusal | null } {
	const whole = text.replace(/^\ufeff/, '');
	const reader = new CsvReader(whole, findDelimiter(whole)).records();
	const records: CsvRecord[] = [];
	for (let next = reader.next(); ; next = reader.next()) {
		if (next.done) return { records, refusal: next.value ?? null };
		if (next.value.cells.some((cell) => cell.trim() !== '')) records.push(next.value);
	}
}

/** A CSV text with commas and line feeds. */
export function writeCsv(records: readonly (readonly string[])[]): string {
	const write = (cell: string) =>
		/[",;\t\r\n]|^\s|\s$/.test(cell) || cell === '' ? `"${cell.replaceAll('"', '""')}"` : cell;
	return records.map((cells) => `${cells.map(write).join(',')}\n`).join('');
}
