import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

import { maxArchiveBytes, TriageError, writeArchiveDirectory, writeFileHeader, type ArchiveEntry } from '../../core';
import { placing, type BundleSink } from './sink';

/** The files of an archive, one after the other. */
class ArchiveSink implements BundleSink {
	readonly #entries: ArchiveEntry[] = [];
	#end = 0;

	constructor(private readonly file: FileHandle) {}

	/** Header and bytes of a file; what the header says of the bytes is put into it once they are written. */
	async write(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
		const entry: ArchiveEntry = { name, size: 0, crc: 0, offset: this.#end };
		const start = this.#end + writeFileHeader(entry).length;
		for await (const chunk of chunks) {
			await this.#put(chunk, start + entry.size);
			entry.size += chunk.length;
			entry.crc = crc32(chunk, entry.crc);
		}
		await this.#put(writeFileHeader(entry), entry.offset);
		this.#end = start + entry.size;
		this.#entries.push(entry);
	}

	async finish(): Promise<void> {
		await this.#put(writeArchiveDirectory(this.#entries, this.#end), this.#end);
		await this.file.sync();
	}

	async #put(bytes: Uint8Array, at: number): Promise<void> {
		if (at + bytes.length > maxArchiveBytes) {
			throw new TriageError(
				'BUNDLE_UNWRITABLE',
				`The bundle does not fit into an archive: it is longer than ${maxArchiveBytes} bytes`,
				'Export shorter periods one after the other, leave parts out, or have the command write a folder',
			);
		}
		for (let written = 0; written < bytes.length;) {
			const { bytesWritten } = await this.file.write(bytes, written, bytes.length - written, at + written);
			written += bytesWritten;
		}
	}
}

/**
 * Lets `work` write a bundle to one file that does not exist yet: an archive that every system opens. The same bundle is
 * the same file, byte for byte. It is there whole or not at all: it is written beside its place and moved there at the
 * end. Throws `BUNDLE_UNWRITABLE`.
 */
export async function writeArchive<T>(path: string, work: (sink: BundleSink) => Promise<T>): Promise<T> {
	if (existsSync(path)) {
		throw new TriageError(
			'BUNDLE_UNWRITABLE',
			`There is a file ${path} already`,
			'Name a file that does not exist yet',
		);
	}
	const partial = `${path}.partial`;
	const file = await placing(async () => {
		// Parts hold personal data: file and folder are the owner's alone.
		await mkdir(dirname(path), { recursive: true, mode: 0o700 });
		await rm(partial, { force: true });
		return await open(partial, 'wx', 0o600);
	});
	try {
		const sink = new ArchiveSink(file);
		const result = await work(sink);
		await placing(async () => {
			await sink.finish();
			await file.close();
			await rename(partial, path);
		});
		return result;
	} finally {
		await file.close().catch(() => undefined);
		await rm(partial, { force: true });
	}
}
