/** A field by its name, or by the names that lead to it. */
type FieldPattern = readonly string[];

/** Letters and digits only, without accents and case: `X-API_Key`, `apiKey` and `API KEY` are spellings of two words. */
export function normalizeName(name: string): string {
	return name
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}

const isPlace = (step: string) => step !== '' && !/^\d+$/.test(step);

/** Says of a field, by the names that lead to it without places in lists, whether it is meant. */
export type FieldMatcher = (path: readonly string[]) => boolean;

/**
 * Reads names and paths with commas or line ends between them. A name means every field whose own name holds it in any
 * spelling, so `token` means `accessToken` too. A path, as `customer.iban`, means that field wherever the path ends there;
 * places in lists do not count.
 */
export function readFieldNames(list: string): FieldMatcher {
	const patterns = list
		.split(/[,\n]/)
		.map((field): FieldPattern =>
			field
				.split(/[.[\]]/)
				.map(normalizeName)
				.filter(isPlace),
		)
		.filter((steps) => steps.length > 0);
	const names = patterns.filter((steps) => steps.length === 1).map(([name]) => name!);
	const paths = patterns.filter((steps) => steps.length > 1);
	return (path) => {
		const last = normalizeName(path.at(-1) ?? '');
		if (last === '') return false;
		if (names.some((name) => last.includes(name))) return true;
		return paths.some((steps) => {
			if (steps.at(-1) !== last || steps.length > path.length) return false;
			return steps.every((step, at) => step === normalizeName(path[path.length - steps.length + at]!));
		});
	};
}

const maxShownCount = 100;
const maxShownLength = 3000;

/** A path as an entry may show it for good: a step that could be somebody's address instead of a field's name is left out. */
export function showPath(path: ReadonlyArray<string | number>): string {
	const steps = path.map((step) => (/^[A-Za-z_$][\w$-]{0,39}$/.test(String(step)) ? String(step) : '*'));
	const text = steps.join('.') || '*';
	return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

/** Sorted paths, each once, as many as an entry has room for; the last one says how many more there are. */
export function listPaths(paths: Iterable<string>): string[] {
	const sorted = [...new Set(paths)].sort();
	const shown: string[] = [];
	let length = 0;
	for (const path of sorted) {
		length += path.length;
		if (shown.length === maxShownCount - 1 || length > maxShownLength) {
			return [...shown, `and ${sorted.length - shown.length} more`];
		}
		shown.push(path);
	}
	return shown;
}
