import { hash } from 'node:crypto';

interface Drawn<T> {
	lot: string;
	place: number;
	one: T;
}

/**
 * Draws so many of all that are added, each with the same chance. Seed and id alone fix the lot of each, so the same seed
 * draws the same again, whatever the order. Only about as many as are wanted are kept meanwhile.
 */
export class CaseSample<T extends { case_id: string }> {
	private drawn: Array<Drawn<T>> = [];
	private added = 0;

	constructor(
		private readonly size: number,
		private readonly seed: string,
	) {}

	/** How many it was drawn from. */
	get count(): number {
		return this.added;
	}

	add(one: T): void {
		this.drawn.push({ lot: hash('sha256', `${this.seed}\n${one.case_id}`), place: this.added, one });
		this.added += 1;
		if (this.drawn.length > 2 * this.size + 100) this.keepLowest();
	}

	/** What was drawn, in the order in which it was added. */
	result(): T[] {
		this.keepLowest();
		return [...this.drawn].sort((a, b) => a.place - b.place).map(({ one }) => one);
	}

	private keepLowest(): void {
		this.drawn = this.drawn.sort((a, b) => (a.lot < b.lot ? -1 : 1)).slice(0, this.size);
	}
}
