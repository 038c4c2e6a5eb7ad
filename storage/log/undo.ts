/** How to take back what was done since it began, newest first. */
export class UndoLog {
	#steps: Array<() => void> = [];

	begin() {
		this.#steps = [];
	}

	add(step: () => void) {
		this.#steps.push(step);
	}

	rewind() {
		for (const step of this.#steps.reverse()) step();
		this.#steps = [];
	}
}

/** A map whose changes an `UndoLog` can take back. */
export class UndoMap<Key, Value extends NonNullable<unknown>> {
	readonly #held = new Map<Key, Value>();

	constructor(private readonly undo: UndoLog) {}

	get size() {
		return this.#held.size;
	}

	get(key: Key): Value | undefined {
		return this.#held.get(key);
	}

	has(key: Key): boolean {
		return this.#held.has(key);
	}

	set(key: Key, value: Value) {
		const before = this.#held.get(key);
		this.undo.add(() => {
			if (before === undefined) this.#held.delete(key);
			else this.#held.set(key, before);
		});
		this.#held.set(key, value);
	}

	entries() {
		return this.#held.entries();
	}

	values() {
		return this.#held.values();
	}

	/** Cannot be taken back. */
	clear() {
		this.#held.clear();
	}
}
