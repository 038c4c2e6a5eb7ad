/** Inclusive ranges of code points, ascending. */
type Ranges = readonly (readonly [number, number])[];

const maxCodePoint = 0x10ffff;
const known = new Map<string, Ranges>();

/** The ranges that a class escape such as `\s` or `\p{Script=Greek}` stands for in JavaScript. */
function rangesOf(escape: string): Ranges {
	const cached = known.get(escape);
	if (cached) return cached;
	const matcher = new RegExp(escape, 'u');
	const ranges: [number, number][] = [];
	for (let code = 0; code <= maxCodePoint; code++) {
		if (!matcher.test(String.fromCodePoint(code))) continue;
		const last = ranges.at(-1);
		if (last?.[1] === code - 1) last[1] = code;
		else ranges.push([code, code]);
	}
	known.set(escape, ranges);
	return ranges;
}

/** The code point in RE2 syntax; the same inside and outside of a class. */
export function codePoint(code: number): string {
	return `\\x{${code.toString(16)}}`;
}

/** The inside of an RE2 class that matches what the escape matches in JavaScript. RE2 knows other white space and properties. */
export function insideOfClass(escape: string): string {
	return rangesOf(escape)
		.map(([first, last]) => (first === last ? codePoint(first) : `${codePoint(first)}-${codePoint(last)}`))
		.join('');
}
