import type { Format } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats';

/** Longer texts match no format; JavaScript's expressions for them would run out of stack from a few million on. */
const maxFormattedLength = 1_000_000;
/** The expression for `url` takes quadratic time. */
const maxUrlLength = 4096;

type TextCheck = (text: string) => boolean;

const isoDate =
	/^(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d(?::?[0-5]\d)?)?)?$/;

/** ISO 8601 calendar date, alone or with a time: `2025-04-17`, `2025-04-17T09:30Z`. */
function isIsoDate(text: string): boolean {
	const [, year, month, day] = isoDate.exec(text) ?? [];
	if (year === undefined) return false;
	const date = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
	// The year is set on its own because Date.UTC takes 00 to 99 for years of the 20th century.
	date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
	return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isHttpUrl(text: string): boolean {
	// Outer white space would be cut off before it is parsed, and `http:host` completed.
	if (text.length > maxFormattedLength || !/^https?:\/\/[^\s/]/i.test(text) || /\s/.test(text)) return false;
	return URL.canParse(text);
}

function isBase64(text: string): boolean {
	return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function bounded(check: TextCheck, maxLength: number): TextCheck {
	return (text) => text.length <= maxLength && check(text);
}

function textCheckOf(format: Format): TextCheck | undefined {
	if (format instanceof RegExp) return (text) => format.test(text);
	if (typeof format === 'function') return format as TextCheck;
	if (typeof format !== 'object' || format.type === 'number' || format.async) return undefined;
	return textCheckOf(format.validate as Format);
}

const schemaFormats = Object.entries(fullFormats).map(([name, format]): [string, Format] => {
	const check = textCheckOf(format as Format);
	return [name, check ? bounded(check, name === 'url' ? maxUrlLength : maxFormattedLength) : (format as Format)];
});

/** Every format that is checked, by name. The last two are those of a field list. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
	...schemaFormats,
	['byte', isBase64],
	['iso-8601', bounded(isIsoDate, maxFormattedLength)],
	['http-url', isHttpUrl],
]);

const nouns: Record<string, [noun: string, example: string]> = {
	'date-time': ['a date and time with a time zone', '2025-04-17T09:30:00Z'],
	'http-url': ['a web address', 'https://example.com/orders'],
	'iso-8601': ['a date', '2025-04-17 or 2025-04-17T09:30:00Z'],
	'iso-date-time': ['a date and time', '2025-04-17T09:30:00'],
	'iso-time': ['a time of day', '09:30:00'],
	'json-pointer': ['a JSON Pointer', '/customer/email'],
	'json-pointer-uri-fragment': ['a JSON Pointer with #', '#/customer/email'],
	'relative-json-pointer': ['a relative JSON Pointer', '1/email'],
	'uri-reference': ['a URI reference', '/orders/17'],
	'uri-template': ['a URI template', '/orders/{id}'],
	byte: ['Base64 text', 'SGVsbG8='],
	date: ['a date', '2025-04-17'],
	duration: ['an ISO 8601 duration', 'PT30M'],
	email: ['an email address', 'ada@example.com'],
	hostname: ['a host name', 'shop.example.com'],
	int32: ['a whole number of 32 bits', '17'],
	int64: ['a whole number', '17'],
	ipv4: ['an IPv4 address', '192.0.2.1'],
	ipv6: ['an IPv6 address', '2001:db8::1'],
	regex: ['a regular expression', '^INV-[0-9]+$'],
	time: ['a time of day with a time zone', '09:30:00Z'],
	uri: ['a URI', 'https://example.com/orders'],
	url: ['a web address', 'https://example.com/orders'],
	uuid: ['a UUID', '123e4567-e89b-12d3-a456-426614174000'],
};

/** A format in words, with an example. */
export function formatNoun(format: string): { noun: string; example?: string } {
	const [noun, example] = (Object.hasOwn(nouns, format) && nouns[format]) || [`in the format ${format}`];
	return { noun, ...(example !== undefined && { example }) };
}
