const maxEdits = 2;

/** Insertions, removals, replacements and swaps of neighbours that turn one word into the other; above 2 it gives 3. */
function editsBetween(from: string, to: string): number {
	if (Math.abs(from.length - to.length) > maxEdits) return maxEdits + 1;
	let beforeLast: number[] = [];
	let last = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			let edits = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (isSame ? 0 : 1),
			);
			const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			if (isSwap) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
			current.push(edits);
		}
		beforeLast = last;
		last = current;
	}
	return last[to.length] ?? 0;
}

/** The known word that the written one was probably meant to be, or undefined when none is near. */
export function nearestWord(written: string, known: Iterable<string>): string | undefined {
	const word = written.toLowerCase();
	let nearest: string | undefined;
	// A word of three letters shares nothing with another after two edits.
	let fewest = Math.min(maxEdits, Math.floor(word.length / 2)) + 1;
	for (const candidate of [...known].sort()) {
		const edits = editsBetween(word, candidate.toLowerCase());
		if (edits < fewest) {
			fewest = edits;
			nearest = candidate;
		}
	}
	return nearest;
}
