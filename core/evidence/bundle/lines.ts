/** One file of a bundle. `read` may be called several times and gives the same bytes each time. */
export interface BundleFile {
	/** Path inside the bundle, with `/`, as `anchors/checkpoints.ndjson`. */
	name: string;
	read(): AsyncIterable<Uint8Array>;
}

/** Longest line of any file, in bytes: the base64 of the largest part and some fields. */
export const maxLineBytes = 2 * 1024 * 1024;

const lineFeed = 0x0a;

/** Why a file is not lines; the reader reports it once and stops. */
export type LineProblem = 'unterminated' | 'too long';

/**
 * Splits bytes at 0x0A and at nothing else: a canonical line may hold U+2028, at which other readers split too. Each
 * line is given without its line feed. Never holds more than one chunk and one line.
 */
export async function* readLines(
	chunks: AsyncIterable<Uint8Array>,
	onProblem: (problem: LineProblem) => void,
): AsyncGenerator<Uint8Array[]> {
	let rest: Uint8Array[] = [];
	let restLength = 0;
	for await (const chunk of chunks) {
		const lines: Uint8Array[] = [];
		let start = 0;
		for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
			const piece = chunk.subarray(start, end);
			lines.push(restLength === 0 ? piece : Buffer.concat([...rest, piece]));
			[rest, restLength, start] = [[], 0, end + 1];
		}
		if (start < chunk.length) {
			rest.push(chunk.subarray(start));
			restLength += chunk.length - start;
		}
		if (lines.length > 0) yield lines;
		if (restLength > maxLineBytes) {
			onProblem('too long');
			return;
		}
	}
	if (restLength > 0) {
		onProblem('unterminated');
		yield [Buffer.concat(rest)];
	}
}

/** Lines one by one, with a look at the next one. */
export class LineCursor {
	readonly #batches: AsyncGenerator<Uint8Array[]>;
	#batch: Uint8Array[] = [];
	#at = 0;

	constructor(batches: AsyncGenerator<Uint8Array[]>) {
		this.#batches = batches;
	}

	/** The next line, which stays the next one, or null at the end. */
	async peek(): Promise<Uint8Array | null> {
		while (this.#at >= this.#batch.length) {
			const { done, value } = await this.#batches.next();
			if (done) return null;
			[this.#batch, this.#at] = [value, 0];
		}
		return this.#batch[this.#at]!;
	}

	async next(): Promise<Uint8Array | null> {
		const line = await this.peek();
		if (line !== null) this.#at += 1;
		return line;
	}
}

/** All bytes of a file, or null when there are more than `longest`. */
export async function readWhole({ read }: BundleFile, longest: number): Promise<Uint8Array | null> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of read()) {
		length += chunk.length;
		if (length > longest) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
