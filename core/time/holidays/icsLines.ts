/** A property of an iCalendar component (RFC 5545). */
export interface IcsProperty {
	/** In capitals, as `DTSTART`. */
	name: string;
	/** Parameters by name in capitals. */
	parameters: Map<string, string>;
	value: string;
	/** Number of its first line in the file. */
	line: number;
}

/** Lines as they were before folding: one that begins with a blank continues the one above. */
function* unfold(text: string): Generator<{ content: string; line: number }> {
	let parts: string[] = [];
	let line = 1;
	let first = 1;
	for (const raw of text.split(/\r\n|\n|\r/)) {
		if (raw.startsWith(' ') || raw.startsWith('\t')) parts.push(raw.slice(1));
		else {
			if (parts.length > 0) yield { content: parts.join(''), line: first };
			parts = [raw];
			first = line;
		}
		line += 1;
	}
	yield { content: parts.join(''), line: first };
}

/** Place of the first of two characters outside double quotes, from a place on; -1 when neither comes. */
function findUnquoted(text: string, wanted: string, from: number): number {
	let isQuoted = false;
	for (let place = from; place < text.length; place += 1) {
		const character = text[place]!;
		if (character === '"') isQuoted = !isQuoted;
		else if (!isQuoted && wanted.includes(character)) return place;
	}
	return -1;
}

/** A content line `NAME;PARAMETER=value:value`, or null when it is none. */
function readLine(content: string, line: number): IcsProperty | null {
	const colon = findUnquoted(content, ':', 0);
	if (colon < 1) return null;
	const parameters = new Map<string, string>();
	let end = findUnquoted(content, ';:', 0);
	const name = content.slice(0, end).toUpperCase();
	while (end < colon) {
		const next = findUnquoted(content, ';:', end + 1);
		const [key, ...rest] = content.slice(end + 1, next).split('=');
		parameters.set(key!.toUpperCase(), rest.join('=').replaceAll('"', ''));
		end = next;
	}
	return { name, parameters, value: content.slice(colon + 1), line };
}

/** The properties of every VEVENT, without those of alarms inside it. */
export function* readEvents(text: string): Generator<IcsProperty[]> {
	let event: IcsProperty[] | null = null;
	let depth = 0;
	for (const { content, line } of unfold(text)) {
		const property = readLine(content, line);
		if (property === null) continue;
		const component = property.value.trim().toUpperCase();
		if (property.name === 'BEGIN') {
			if (event !== null) depth += 1;
			else if (component === 'VEVENT') event = [];
		} else if (property.name === 'END' && event !== null) {
			if (depth > 0) depth -= 1;
			else {
				yield event;
				event = null;
			}
		} else if (event !== null && depth === 0) event.push(property);
	}
}
