/** How many objects and lists are around each other, counted up to `limit`; a value that holds itself reaches every limit. */
export function nestingDepth(value: unknown, limit: number): number {
	let deepest = 0;
	const open = [{ held: value, depth: 1 }];
	for (let next = open.pop(); next !== undefined && deepest < limit; next = open.pop()) {
		const { held, depth } = next;
		if (typeof held !== 'object' || held === null) continue;
		deepest = Math.max(deepest, depth);
		for (const inner of Object.values(held)) {
			if (typeof inner === 'object') open.push({ held: inner, depth: depth + 1 });
		}
	}
	return deepest;
}
