/** What stands where something was hidden. */
export const hiddenMark = '[hidden]';

export interface TextRules {
	/** Whether the value of a field with this name is to be hidden. */
	isHidden(name: string): boolean;
	/** Told of everything that is taken out, with the name it stood under. */
	onHidden(name: string, secret: string): void;
}

const nameCharacter = String.raw`[\p{L}\p{N}\p{M}_.$%[\]-]`;
/** A name from its beginning, so that a long run of letters is looked at once. */
const name = `(?<!${nameCharacter})(${nameCharacter}+)`;

/** A name and what leads to its value, and the value from there on. */
const forms: ReadonlyArray<{ lead: RegExp; value: RegExp; as?: string }> = [
	// Header lines and notes: `Name: value`, to the end of the line, for a value may have spaces.
	{ lead: new RegExp(`${name}[\\\\"']*[ \\t]*:[ \\t]*`, 'gu'), value: /[^\r\n]*/y },
	// Queries and forms: `name=value`.
	{ lead: new RegExp(`${name}[\\\\"']*\\s*=\\s*[\\\\"']*`, 'gu'), value: /[^\s&;"'<>\\]*/y },
	// XML: `<name …>value`.
	{ lead: /<([\p{L}\p{N}_:.-]+)[^<>]*>(?:<!\[CDATA\[)?/gu, value: /[^<\]]*/y },
	// HTTP authentication, and the password of a URL.
	{ lead: /\b(bearer|basic|digest)\s+/giu, value: /[\w.~+/=-]{8,}|/y, as: 'authorization' },
	{ lead: /:\/\/([^\s/@:]*):/gu, value: /[^\s/@]+(?=@)|/y, as: 'password' },
];

function decodeName(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * Text without the values of hidden names: in header lines, queries, forms and XML, and after the schemes of HTTP
 * authentication. A secret without a name before it is not known to be one.
 */
export function hideInText(text: string, rules: TextRules): string {
	let left = text;
	for (const { lead, value, as } of forms) {
		const pieces: string[] = [];
		let from = 0;
		lead.lastIndex = 0;
		for (let found = lead.exec(left); found !== null; found = lead.exec(left)) {
			const field = as ?? decodeName(found[1]!);
			if (!rules.isHidden(field)) continue;
			value.lastIndex = lead.lastIndex;
			const secret = value.exec(left)?.[0] ?? '';
			if (secret.trim() === '' || secret === hiddenMark) continue;
			rules.onHidden(field, secret);
			pieces.push(left.slice(from, lead.lastIndex), hiddenMark);
			from = lead.lastIndex + secret.length;
			lead.lastIndex = from;
		}
		left = pieces.join('') + left.slice(from);
	}
	return left;
}
