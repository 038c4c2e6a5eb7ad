/** Most texts, so that a server does not keep plans without bound, and most values of one: what has more rows comes with another number of them each time. */
const maxTexts = 300;
const maxValues = 32;

/**
 * Statements that each connection prepares once, by their texts: parsing and planning what finds or writes a row by its key
 * costs a server more than running it.
 */
export class PreparedTexts {
	readonly #names = new Map<string, string>();

	/** Has a statement prepared wherever it is run from now on. */
	add(text: string, values: readonly unknown[]): void {
		if (this.#names.has(text) || this.#names.size >= maxTexts || values.length > maxValues) return;
		this.#names.set(text, `triage_${this.#names.size}`);
	}

	/** The name by which a server knows it; undefined for what is not prepared. */
	nameOf(text: string): string | undefined {
		return this.#names.get(text);
	}
}
