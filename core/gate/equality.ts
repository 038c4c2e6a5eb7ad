/** A text that two JSON values share exactly when they are equal: the order of fields does not count, `1` is `1.0`. */
export function equalityKey(value: unknown): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
	if (Array.isArray(value)) return `[${value.map(equalityKey).join()}]`;
	const fields = Object.entries(value)
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, held]) => `${JSON.stringify(name)}:${equalityKey(held)}`);
	return `{${fields.join()}}`;
}
