/**
 * Makes parts of records that have the same content one object, so that what is computed from them and remembered by object,
 * as whether a chain is sound, is computed once. It lives no longer than one transaction, whose states nobody changes in place.
 */
export class SharedParts {
	readonly #byText = new Map<string, object>();

	/** The first part that had this content; the order of keys counts as content. */
	share<Part extends object>(part: Part): Part {
		const text = JSON.stringify(part);
		const known = this.#byText.get(text);
		if (known !== undefined) return known as Part;
		this.#byText.set(text, part);
		return part;
	}
}
