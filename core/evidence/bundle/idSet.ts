import { hash } from 'node:crypto';

const words = 4;

/**
 * A set of texts that can only grow and only tells whether a text was there. Holds 16 bytes of each text's hash, so that
 * the ids of a million entries take 32 MB at most.
 */
export class IdSet {
	#slots = new Uint32Array(1024 * words);
	#size = 0;

	/** Adds a text. False when it was there. */
	add(text: string): boolean {
		if (this.#size * 2 >= this.#slots.length / words) this.#grow();
		const digest = hash('sha256', text, 'buffer');
		// Four zero words stand for an empty slot.
		const key = Array.from({ length: words }, (_, at) => digest.readUInt32LE(at * 4) || 1);
		const isNew = this.#put(this.#slots, key);
		if (isNew) this.#size += 1;
		return isNew;
	}

	#put(slots: Uint32Array, key: ArrayLike<number>): boolean {
		const count = slots.length / words;
		for (let slot = key[0]! % count; ; slot = (slot + 1) % count) {
			const at = slot * words;
			if (slots[at] === 0) {
				slots.set(key, at);
				return true;
			}
			if (slots[at] === key[0] && slots[at + 1] === key[1] && slots[at + 2] === key[2] && slots[at + 3] === key[3]) {
				return false;
			}
		}
	}

	#grow() {
		const grown = new Uint32Array(this.#slots.length * 2);
		for (let at = 0; at < this.#slots.length; at += words) {
			if (this.#slots[at] !== 0) this.#put(grown, this.#slots.subarray(at, at + words));
		}
		this.#slots = grown;
	}
}
