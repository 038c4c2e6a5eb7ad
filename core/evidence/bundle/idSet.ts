import { hash } from 'node:crypto';

const words = 3;
/** Texts are shared out to so many tables, so that while one is made larger, little is held twice. */
const tableCount = 64;
const smallest = 16;

/** Slots of three words, each of which holds a key or nothing. */
class Table {
	#slots = new Uint32Array(smallest * words);
	#size = 0;

	add(key: Uint32Array): boolean {
		if ((this.#size + 1) * words * 4 > this.#slots.length * 3) this.#grow();
		const isNew = this.#put(key);
		if (isNew) this.#size += 1;
		return isNew;
	}

	#put(key: Uint32Array): boolean {
		const slots = this.#slots;
		const [a, b, c] = [key[0]!, key[1]!, key[2]!];
		for (let at = (a % (slots.length / words)) * words; ; at = (at + words) % slots.length) {
			if (slots[at] === 0) {
				slots.set(key, at);
				return true;
			}
			if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c) return false;
		}
	}

	#grow() {
		const before = this.#slots;
		this.#slots = new Uint32Array(Math.ceil(before.length / words / 2) * 3 * words);
		for (let at = 0; at < before.length; at += words) {
			if (before[at] !== 0) this.#put(before.subarray(at, at + words));
		}
	}
}

/**
 * A set of texts that can only grow and only tells whether a text was there. Holds 12 bytes of each text's hash, in tables
 * that are three quarters full when they grow by half: the ids of a million entries take 24 MB at most.
 */
export class IdSet {
	readonly #tables = Array.from({ length: tableCount }, () => new Table());

	/** Adds a text. False when it was there. */
	add(text: string): boolean {
		const digest = hash('sha256', text, 'buffer');
		// No first word is zero: zero stands for an empty slot.
		const key = Uint32Array.of(digest.readUInt32LE(0) || 1, digest.readUInt32LE(4), digest.readUInt32LE(8));
		return this.#tables[digest[12]! % tableCount]!.add(key);
	}
}
