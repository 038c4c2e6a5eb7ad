import { normalizeName, readFieldNames, listPaths, showPath, type FieldMatcher } from './fieldNames';
import { hiddenMark, hideInText } from './hideText';
import { checkDepth, setMember, toJsonLevel, type Json, type JsonObject } from './plain';

/** What is hidden unless the user says otherwise. */
export const defaultHiddenFields =
	'authorization, cookie, password, passwd, passphrase, token, secret, api key, private key, credential, session id, card, cvc, cvv';

/** Members that hold a name, and what it names, in lists of headers or parameters. */
const labelNames = new Set(['name', 'key', 'field', 'header', 'param', 'parameter', 'attribute']);
const valueNames = new Set(['value', 'values', 'val', 'content', 'data', 'text']);
/** Longest text that is taken for the name of the value after it. */
const maxLabelLength = 100;
/** Shorter ones stand in other texts by chance. */
const minEchoLength = 8;
const maxEchoes = 500;

type Path = ReadonlyArray<string | number>;

class Hider {
	readonly paths = new Set<string>();
	readonly #echoes = new Set<string>();

	constructor(private readonly matches: FieldMatcher) {}

	#isHidden(path: Path): boolean {
		return this.matches(path.filter((step) => typeof step === 'string'));
	}

	#note(path: Path, secret: unknown): void {
		this.paths.add(showPath(path.map((step) => (typeof step === 'number' ? '*' : step))));
		this.#remember(secret, path.length);
	}

	/** Every text below a hidden field is looked for in all the rest. */
	#remember(secret: unknown, depth: number): void {
		checkDepth(depth);
		const plain = toJsonLevel(secret);
		if (typeof plain === 'object' && plain !== null) {
			for (const held of Object.values(plain)) this.#remember(held, depth + 1);
			return;
		}
		if (typeof plain !== 'string' && typeof plain !== 'number') return;
		const text = String(plain);
		for (const piece of [text, ...text.split(/[\s;,=]+/)]) {
			if (piece.length >= minEchoLength && this.#echoes.size < maxEchoes) this.#echoes.add(piece);
		}
	}

	/** Nothing, switches and nulls are no secrets, and tell whether there was one. */
	#hide(path: Path, value: unknown): Json {
		const plain = toJsonLevel(value);
		if (plain === undefined || plain === null || typeof plain === 'boolean' || plain === '') {
			return (plain as Json | undefined) ?? null;
		}
		this.#note(path, plain);
		return hiddenMark;
	}

	#visitText(text: string, path: Path, depth: number): string {
		if (/^\s*[[{"]/.test(text)) {
			const parsed = parse(text);
			if (parsed !== undefined && typeof parsed === 'object') {
				const count = this.paths.size + this.#echoes.size;
				const value = this.visit(parsed, path, depth + 1);
				return this.paths.size + this.#echoes.size === count && JSON.stringify(value) === JSON.stringify(parsed)
					? text
					: JSON.stringify(value);
			}
			if (typeof parsed === 'string') return JSON.stringify(this.#visitText(parsed, path, depth + 1));
		}
		return hideInText(text, {
			isHidden: (name) => this.#isHidden([...path, ...name.split(/[.[\]]/).filter(Boolean)]) || this.#isHidden([name]),
			onHidden: (name, secret) => this.#note([...path, name], secret),
		});
	}

	#visitList(list: readonly unknown[], path: Path, depth: number): Json[] {
		return list.map((held, at) => {
			const label = list[at - 1];
			const isNamed = typeof label === 'string' && label.length <= maxLabelLength && !/\s/.test(label.trim());
			const isPair = isNamed && (at % 2 === 1 || list.length === 2) && this.#isHidden([label]);
			if (isPair) return this.#hide([...path, label], held);
			return this.visit(held, [...path, at], depth + 1) ?? null;
		});
	}

	#visitObject(object: Record<string, unknown>, path: Path, depth: number): JsonObject {
		const label = Object.entries(object).find(
			([key, held]) =>
				labelNames.has(normalizeName(key)) &&
				typeof held === 'string' &&
				held.length <= maxLabelLength &&
				this.#isHidden([held]),
		)?.[1] as string | undefined;
		const result: JsonObject = {};
		for (const [key, held] of Object.entries(object)) {
			const inner = [...path, key];
			const isNamed = label !== undefined && valueNames.has(normalizeName(key));
			const value =
				this.#isHidden(inner) || isNamed
					? this.#hide(isNamed ? [...path, label] : inner, held)
					: this.visit(held, inner, depth + 1);
			if (value !== undefined) setMember(result, key, value);
		}
		return result;
	}

	/** The value as JSON with everything hidden that has to be; undefined for what JSON leaves out. */
	visit(value: unknown, path: Path, depth: number): Json | undefined {
		checkDepth(depth);
		const plain = toJsonLevel(value);
		if (plain === undefined) return undefined;
		if (typeof plain === 'string') return this.#visitText(plain, path, depth);
		if (typeof plain !== 'object' || plain === null) return plain as Json;
		if (Array.isArray(plain)) return this.#visitList(plain, path, depth);
		return this.#visitObject(plain as Record<string, unknown>, path, depth);
	}

	/** Takes out what was hidden in one place and stands in another too, as a token in the text of an answer. */
	hideEchoes(value: Json): Json {
		if (this.#echoes.size === 0) return value;
		// The longest first, so that a shorter one inside it does not leave its ends.
		const echoes = [...this.#echoes].filter((echo) => echo !== hiddenMark).sort((a, b) => b.length - a.length);
		const clean = (text: string) => echoes.reduce((left, echo) => left.replaceAll(echo, hiddenMark), text);
		const walk = (held: Json): Json => {
			if (typeof held === 'string') return clean(held);
			if (typeof held === 'number') return this.#echoes.has(String(held)) ? hiddenMark : held;
			if (typeof held !== 'object' || held === null) return held;
			if (Array.isArray(held)) return held.map(walk);
			const result: JsonObject = {};
			for (const [key, inner] of Object.entries(held)) setMember(result, clean(key), walk(inner));
			return result;
		};
		return walk(value);
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * Values as JSON without secrets: what stands under a hidden field at any depth, in lists of names and values, in JSON
 * inside of text, in queries and header lines, and wherever else the same text stands again. `stripped` names the places,
 * without personal data. Throws `EVIDENCE_INVALID` above 100 levels. A secret that is neither under a hidden name nor a
 * repetition of one is not found.
 */
export function hideSecrets(
	values: Readonly<Record<string, unknown>>,
	hiddenFields: string,
): { values: Record<string, Json>; stripped: string[] } {
	const hider = new Hider(readFieldNames(hiddenFields));
	const visited = Object.entries(values).map(([name, value]) => [name, hider.visit(value, [name], 0) ?? null] as const);
	return {
		values: Object.fromEntries(visited.map(([name, value]) => [name, hider.hideEchoes(value)])),
		stripped: listPaths(hider.paths),
	};
}
