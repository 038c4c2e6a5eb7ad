import type { PathStep } from './path';

const maxShown = 80;
const maxName = 120;
const maxAllowedShown = 20;

/** At most `max` UTF-16 units, with `…` in the place of the rest; a surrogate pair is never cut. */
export function shorten(text: string, max = maxShown): string {
	if (text.length <= max) return text;
	const high = text.charCodeAt(max - 2);
	const end = high >= 0xd800 && high <= 0xdbff ? max - 2 : max - 1;
	return `${text.slice(0, end)}…`;
}

/** A long name with its middle left out: where it begins and what it ends with tell most. */
export function shortenName(name: string): string {
	if (name.length <= maxName) return name;
	const end = name.slice(-maxName / 2);
	const low = end.charCodeAt(0);
	return shorten(name, maxName / 2) + (low >= 0xdc00 && low <= 0xdfff ? end.slice(1) : end);
}

/** Characters (code points) of a text. */
export function countCharacters(text: string): number {
	let pairs = 0;
	for (let at = 0; at < text.length - 1; at++) {
		if (text.charCodeAt(at) >> 10 !== 0x36 || text.charCodeAt(at + 1) >> 10 !== 0x37) continue;
		pairs++;
		at++;
	}
	return text.length - pairs;
}

/** `1 entry`, `2 entries`. */
export function count(number: number, one: string, many: string): string {
	return `${number} ${number === 1 ? one : many}`;
}

function quoted(text: string): string {
	const whole = text.length <= maxShown ? JSON.stringify(text) : '';
	if (whole !== '' && whole.length <= maxShown) return whole;
	let shown = '"';
	for (const character of text) {
		const escaped = JSON.stringify(character).slice(1, -1);
		if (shown.length + escaped.length > maxShown - 2) break;
		shown += escaped;
	}
	return `${shown}…"`;
}

const secretStems =
	/passwor[dt]|passwd|passphrase|token|secret|authori[sz]ation|credential|cookie|apikey|accesskey|privatekey|creditcard|cardnumber/;
const secretWords = new Set(
	'auth bearer card cards cvc cvv cvv2 iban pan passcode pass pin pwd signature ssn'.split(' '),
);

function isSecretName(name: string): boolean {
	// A name of this length is no label that a person gave to a secret, and need not be searched.
	if (name.length > 200) return false;
	if (secretStems.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))) return true;
	const words = name
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z0-9]+/);
	return words.some((word) => secretWords.has(word));
}

/** True where the name of a field, or of one around it, says that its value is a secret: `api_key`, `card.number`. */
export function isSecret(steps: readonly PathStep[]): boolean {
	return steps.some((step) => typeof step === 'string' && isSecretName(step));
}

/** The value as a person would say it, at most 80 characters: `"refnd"`, `5`, `a list of 2 entries`. */
export function describeValue(value: unknown, secret: boolean): string {
	if (value === null) return 'empty (null)';
	if (Array.isArray(value)) {
		return value.length === 0 ? 'an empty list' : `a list of ${count(value.length, 'entry', 'entries')}`;
	}
	if (typeof value === 'object') {
		const size = Object.keys(value).length;
		return size === 0 ? 'an empty object' : `an object with ${count(size, 'field', 'fields')}`;
	}
	if (value === undefined) return 'nothing';
	if (secret) return '(hidden)';
	return typeof value === 'string' ? quoted(value) : shorten(String(value));
}

/** As `describeValue`, with the kind of the value in front: `text "5"`, `the number 5`. */
export function describeKind(value: unknown, secret: boolean): string {
	const shown = describeValue(value, secret);
	if (value === '' && !secret) return 'empty text';
	if (typeof value === 'string') return `text ${shown}`;
	if (typeof value === 'number' && Number.isFinite(value)) return secret ? `a number ${shown}` : `the number ${shown}`;
	if (typeof value === 'boolean' && secret) return `true or false ${shown}`;
	return shown;
}

function describeAllowed(value: unknown): string {
	if (typeof value !== 'string') {
		return value !== null && typeof value === 'object' ? shorten(JSON.stringify(value)) : String(value);
	}
	// Quotes only where the text could be taken for something else, or for two values.
	const isUnclear = value.trim() !== value || value === '' || /[,"\p{C}]/u.test(value) || isJsonScalar(value);
	return isUnclear ? quoted(value) : shorten(value);
}

function isJsonScalar(text: string): boolean {
	return /^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(text);
}

/** The allowed values in one line: `billing, technical, account`. */
export function listAllowed(values: readonly unknown[]): string {
	const shown = [...new Set(values.slice(0, maxAllowedShown).map(describeAllowed))].join(', ');
	return values.length > maxAllowedShown ? `${shown} and ${values.length - maxAllowedShown} more` : shown;
}

/** `a`, `a or b`, `a, b or c`. */
export function eitherOf(parts: readonly string[]): string {
	return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}
