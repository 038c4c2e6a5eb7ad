/** One step into an item: the name of a field, or the number of a list entry. */
export type PathStep = string | number;

/** Every entry of a list, in the path of a row: `items[].sku`. */
export const everyEntry: unique symbol = Symbol('every entry');

/** One step of a row's path. */
export type RowStep = PathStep | typeof everyEntry;

/** The steps of a path, or the reason why it cannot be read. */
export type ParsedPath<Step = PathStep> = { steps: readonly Step[] } | { reason: string; fix: string };

/** Longest path and highest entry number a contract may name; both keep a slip of the finger from filling the memory. */
const maxPathLength = 1000;
const maxEntryNumber = 999;

const plainName = /[^.[\]]+/y;
const quotedName = /\[("(?:[^"\\]|\\.)*")\]/y;
const singleQuotedName = /\['([^'\\]*)'\]/y;
const entryNumber = /\[(\d+)\]/y;

function takeAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

function jsonText(quoted: string): string | undefined {
	try {
		return JSON.parse(quoted) as string;
	} catch {
		return undefined;
	}
}

type Step = { step: RowStep; end: number } | { reason: string; fix: string };

function bracketStep(text: string, at: number): Step {
	if (text.startsWith('[]', at)) return { step: everyEntry, end: at + 2 };
	const number = takeAt(entryNumber, text, at);
	if (number) {
		const step = Number(number[1]);
		if (step <= maxEntryNumber) return { step, end: entryNumber.lastIndex };
		return { reason: `names entry ${number[1]}`, fix: `Name an entry from [0] to [${maxEntryNumber}]` };
	}
	const quoted = takeAt(quotedName, text, at);
	const name = quoted?.[1] === undefined ? undefined : jsonText(quoted[1]);
	if (name !== undefined) return { step: name, end: quotedName.lastIndex };
	const single = takeAt(singleQuotedName, text, at);
	if (single?.[1] !== undefined) return { step: single[1], end: singleQuotedName.lastIndex };
	return {
		reason: 'has square brackets that hold neither an entry number nor a quoted name',
		fix: 'Write entries as items[0] and names with dots or brackets as ["a.b"]',
	};
}

function nameStep(text: string, at: number): Step {
	const name = takeAt(plainName, text, at)?.[0];
	if (name === undefined) return { reason: 'has a dot without a name after it', fix: 'Write a name after each dot' };
	if (name.trim() !== name || name.trim() === '') {
		return { reason: 'has white space around a name', fix: 'Remove it, or quote the name, as [" a"]' };
	}
	if (/^\d+$/.test(name)) {
		return {
			reason: `has the number ${name} as a name`,
			fix: `Write [${name}] for an entry of a list, or ["${name}"] for a field`,
		};
	}
	return { step: name, end: at + name.length };
}

/** Reads the path of one place: `customer.email`, `items[0].sku` or `["a.b"].c`; else it gives the reason and a fix. */
export function parsePath(text: string): ParsedPath {
	const parsed = parseRowPath(text);
	if ('reason' in parsed) return parsed;
	const steps = parsed.steps.filter((step) => step !== everyEntry);
	if (steps.length === parsed.steps.length) return { steps };
	return { reason: 'names every entry of a list with []', fix: 'Name one entry, as items[0]' };
}

/** As `parsePath`, and reads `items[].sku` as the sku of every entry. */
export function parseRowPath(text: string): ParsedPath<RowStep> {
	const path = text.trim();
	if (path === '') return { reason: 'is empty', fix: 'Write the name of a field, as customer.email' };
	if (path.length > maxPathLength) {
		return { reason: `is longer than ${maxPathLength} characters`, fix: 'Name a field that is nested less deep' };
	}
	const steps: RowStep[] = [];
	for (let at = 0; at < path.length;) {
		const isBracket = path[at] === '[';
		const isFirst = at === 0;
		if (!isBracket && !isFirst && path[at] !== '.') {
			return { reason: `has '${path[at]}' where a dot is needed`, fix: 'Separate the names with dots' };
		}
		const read = isBracket ? bracketStep(path, at) : nameStep(path, isFirst ? 0 : at + 1);
		if ('reason' in read) return read;
		steps.push(read.step);
		at = read.end;
	}
	return { steps };
}

/** True for a name that reads the same inside a path as outside of it. */
function isPlainName(name: string): boolean {
	return /^[^\s.[\]"'\\\p{C}](?:[^.[\]"'\\\p{C}]*[^\s.[\]"'\\\p{C}])?$/u.test(name) && !/^\d+$/.test(name);
}

/** The path as a person writes it; `parsePath` and `parseRowPath` read it back. */
export function formatPath(steps: readonly RowStep[]): string {
	return steps
		.map((step, index) => {
			if (step === everyEntry) return '[]';
			if (typeof step === 'number') return `[${step}]`;
			if (!isPlainName(step)) return `[${JSON.stringify(step)}]`;
			return index === 0 ? step : `.${step}`;
		})
		.join('');
}
