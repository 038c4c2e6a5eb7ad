import { RE2JS } from 're2js';
import { codePoint, insideOfClass } from './characterClass';
import { shorten } from './values';

/** A pattern that runs in time linear in the text, whatever the text. */
export interface Pattern {
	test(text: string): boolean;
	/** Tells one pattern from another. */
	toString(): string;
}

/** A pattern, or the reason why it cannot be one. */
export type PatternResult = { pattern: Pattern } | { reason: string; fix: string };

class Unsupported extends Error {
	constructor(
		readonly reason: string,
		readonly fix: string,
	) {
		super(reason);
	}
}

const anyCharacter = `[${codePoint(0)}-${codePoint(0x10ffff)}]`;
const noCharacter = `[^${codePoint(0)}-${codePoint(0x10ffff)}]`;
const notLineEnd = '[^\\n\\r\\x{2028}\\x{2029}]';
const maxRepeat = 1000;
/** Escapes that mean the same in both languages. */
const sharedEscapes = 'bBdDwWfnrtv';
const lookAround = /^\(\?<?[=!]/;
const groupStart = /^\((?:\?(?::|<[^>]*>|([a-z]*(?:-[a-z]*)?):))?/;

/**
 * Translates a valid ECMAScript pattern with the `u` flag, which JSON Schema asks for, to RE2 syntax. The pattern was
 * compiled by JavaScript before, so that only what RE2 writes in another way is looked at here.
 */
class Translation {
	private at = 0;

	constructor(private readonly source: string) {}

	run(): string {
		let output = '';
		while (this.at < this.source.length) output += this.next();
		return output;
	}

	private next(): string {
		const character = this.source[this.at] ?? '';
		if (character === '\\') return this.escape();
		if (character === '[') return this.characterClass();
		if (character === '(') return this.group();
		if (character === '{') return this.repeat();
		if (character === '.') return this.take(1, notLineEnd);
		if ('^$|)*+?'.includes(character)) return this.take(1, character);
		return codePoint(this.takeCodePoint());
	}

	private take(length: number, output: string): string {
		this.at += length;
		return output;
	}

	private takeCodePoint(): number {
		const code = this.source.codePointAt(this.at) ?? 0;
		this.at += code > 0xffff ? 2 : 1;
		return code;
	}

	private group(): string {
		const rest = this.source.slice(this.at);
		if (lookAround.test(rest)) {
			throw new Unsupported(
				`looks around with ${rest.slice(0, rest[2] === '<' ? 4 : 3)}`,
				'Use two patterns under allOf or not, or a pattern without look-around',
			);
		}
		const [start = '(', options] = groupStart.exec(rest) ?? [];
		if (options && !/^-?i$/.test(options)) {
			throw new Unsupported(`sets the options ${options}`, 'Leave all options but (?i:…) out of the pattern');
		}
		// Whether a text fits does not depend on groups that capture; without them RE2 does less work.
		return this.take(start.length, options ? start : '(?:');
	}

	private repeat(): string {
		const repeat = /^\{[^}]*\}/.exec(this.source.slice(this.at))?.[0] ?? '{';
		if ((repeat.match(/\d+/g) ?? []).some((number) => Number(number) > maxRepeat)) {
			throw new Unsupported(
				`repeats more than 1,000 times with ${shorten(repeat)}`,
				'Limit the length with minLength and maxLength instead',
			);
		}
		return this.take(repeat.length, repeat);
	}

	private escape(): string {
		const sign = this.source[this.at + 1] ?? '';
		if (/[1-9k]/.test(sign)) {
			throw new Unsupported(`refers back to a group with \\${sign}`, 'Use a pattern without back-references');
		}
		if (sharedEscapes.includes(sign)) return this.take(2, `\\${sign}`);
		if (/[sSpP]/.test(sign)) return `[${this.classEscape()}]`;
		return codePoint(this.characterEscape());
	}

	/** `\s`, `\S`, `\p{…}` or `\P{…}`, as the inside of a class. */
	private classEscape(): string {
		const escape = /^\\[pP]\{[^}]*\}/.exec(this.source.slice(this.at))?.[0] ?? this.source.slice(this.at, this.at + 2);
		return this.take(escape.length, insideOfClass(escape));
	}

	/** An escape that stands for one character. */
	private characterEscape(): number {
		const rest = this.source.slice(this.at);
		const pair = /^\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/i.exec(rest);
		if (pair) {
			this.at += pair[0].length;
			return String.fromCharCode(parseInt(pair[1] ?? '', 16), parseInt(pair[2] ?? '', 16)).codePointAt(0) ?? 0;
		}
		const code = /^\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2}))/i.exec(rest);
		if (code) {
			this.at += code[0].length;
			return parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
		}
		const sign = rest[1] ?? '';
		if (sign === 'c') {
			this.at += 3;
			return (rest.charCodeAt(2) || 0) % 32;
		}
		this.at += 2;
		const control = '0bfnrtv'.indexOf(sign);
		return control < 0 ? sign.charCodeAt(0) : '\0\b\f\n\r\t\v'.charCodeAt(control);
	}

	private characterClass(): string {
		this.at++;
		const isNegated = this.source[this.at] === '^';
		if (isNegated) this.at++;
		let inside = '';
		while (this.source[this.at] !== ']') inside += this.classAtom();
		this.at++;
		if (inside === '') return isNegated ? anyCharacter : noCharacter;
		return `[${isNegated ? '^' : ''}${inside}]`;
	}

	private classAtom(): string {
		const sign = this.source[this.at] === '\\' ? (this.source[this.at + 1] ?? '') : '';
		if (/[dDwW]/.test(sign)) return this.take(2, `\\${sign}`);
		if (/[sSpP]/.test(sign)) return this.classEscape();
		const first = this.classCharacter();
		if (this.source[this.at] !== '-' || this.source[this.at + 1] === ']') return codePoint(first);
		this.at++;
		return `${codePoint(first)}-${codePoint(this.classCharacter())}`;
	}

	private classCharacter(): number {
		return this.source[this.at] === '\\' ? this.characterEscape() : this.takeCodePoint();
	}
}

function isJavaScript(source: string): boolean {
	try {
		new RegExp(source, 'u');
		return true;
	} catch {
		return false;
	}
}

/**
 * Compiles a pattern: ECMAScript with the `u` flag, as JSON Schema has it, or else RE2's own syntax, as `(?i)` at the
 * start. Look-around, back-references and repeats above 1,000 cannot run in linear time and give the reason.
 */
export function compilePattern(source: string): PatternResult {
	try {
		const translated = isJavaScript(source) ? new Translation(source).run() : source;
		const compiled = RE2JS.compile(translated);
		return { pattern: { test: (text) => compiled.test(text), toString: () => `RE2 ${source}` } };
	} catch (refusal) {
		if (refusal instanceof Unsupported) return { reason: refusal.reason, fix: refusal.fix };
		return isJavaScript(source)
			? { reason: 'is too large to run in linear time', fix: 'Use fewer or smaller repeats' }
			: { reason: 'is not a regular expression', fix: 'Correct the pattern, or escape special characters with \\' };
	}
}
