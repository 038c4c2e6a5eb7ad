/** Ranges of status codes as people write them, `200-299, 304`; null for a text that is none. */
export function parseStatuses(text: string): Array<[least: number, most: number]> | null {
	const ranges: Array<[number, number]> = [];
	for (const part of text.split(',')) {
		const [, from, to] = /^\s*([1-5]\d\d)\s*(?:[-–]\s*([1-5]\d\d)\s*)?$/.exec(part) ?? [];
		if (from === undefined) return null;
		const range: [number, number] = [Number(from), Number(to ?? from)];
		if (range[0] > range[1]) return null;
		ranges.push(range);
	}
	return ranges;
}
