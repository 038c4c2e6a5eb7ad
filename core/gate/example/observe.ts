import { formats } from '../formats';
import type { FieldType } from '../types';

/** Entries of one list, and examples, that are looked at; more tell nothing new. */
const maxLookedAt = 1000;
/** Deeper than any ticket; what lies below is not learned. */
const maxDepth = 30;

/** Types of text that can be told from the text, the narrowest first, with the format that tells. */
const textTypes = [
	['email', 'email'],
	['url', 'http-url'],
	['date', 'iso-8601'],
] as const satisfies readonly (readonly [FieldType, string])[];

type TextType = (typeof textTypes)[number][0];

/** What one place held in all examples together. */
export class Observation {
	/** How often the place was there at all. */
	seen = 0;
	nulls = 0;
	/** Texts of nothing but white space. */
	blanks = 0;
	objects = 0;
	lists = 0;
	/** True when there was more below than is learned. */
	isCut = false;
	readonly kinds = new Set<'boolean' | 'list' | 'number' | 'object' | 'text'>();
	readonly fields = new Map<string, Observation>();
	/** All entries of the list, as one place. */
	entries: Observation | undefined;
	private readonly textTypes = new Set<TextType>(textTypes.map(([type]) => type));
	private texts = 0;
	private numberTexts = 0;

	constructor(private readonly depth = 0) {}

	/** The narrowest type that every text had; blank ones do not count. */
	get textType(): TextType | 'text' {
		return this.texts === 0 ? 'text' : ([...this.textTypes][0] ?? 'text');
	}

	/** True where every text reads as a number. */
	get isNumberInText(): boolean {
		return this.texts > 0 && this.numberTexts === this.texts;
	}

	add(value: unknown): void {
		this.seen += 1;
		if (value === null || value === undefined) this.nulls += 1;
		else if (typeof value === 'string') this.addText(value);
		else if (typeof value === 'number' || typeof value === 'bigint') this.kinds.add('number');
		else if (typeof value === 'boolean') this.kinds.add('boolean');
		else if (Array.isArray(value)) this.addList(value);
		else this.addObject(value);
	}

	private addText(text: string): void {
		this.kinds.add('text');
		if (text.trim() === '') {
			this.blanks += 1;
			return;
		}
		this.texts += 1;
		if (Number.isFinite(Number(text))) this.numberTexts += 1;
		for (const [type, format] of textTypes) {
			const fits = formats.get(format) as (text: string) => boolean;
			if (this.textTypes.has(type) && !fits(text)) this.textTypes.delete(type);
		}
	}

	private addList(list: readonly unknown[]): void {
		this.kinds.add('list');
		this.lists += 1;
		if (this.depth >= maxDepth) this.isCut ||= list.length > 0;
		else if (list.length > 0) {
			this.entries ??= new Observation(this.depth + 1);
			for (const entry of list.slice(0, maxLookedAt)) this.entries.add(entry);
		}
	}

	private addObject(object: object): void {
		this.kinds.add('object');
		this.objects += 1;
		const fields = Object.entries(object);
		if (this.depth >= maxDepth) {
			this.isCut ||= fields.length > 0;
			return;
		}
		for (const [name, value] of fields) {
			const field = this.fields.get(name) ?? new Observation(this.depth + 1);
			this.fields.set(name, field);
			field.add(value);
		}
	}
}

/** What the items held, place by place. */
export function observe(items: readonly object[]): Observation {
	const root = new Observation();
	for (const item of items.slice(0, maxLookedAt)) root.add(item);
	return root;
}
