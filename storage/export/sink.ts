import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { TriageError } from '../../core';

/** Where a bundle goes. Files are written one after the other. */
export interface BundleSink {
	write(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
}

async function isFree(folder: string): Promise<boolean> {
	try {
		return (await readdir(folder)).length === 0;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
		throw error;
	}
}

/**
 * Lets `work` write a bundle to a folder that does not exist yet or is empty. The bundle is there whole or not at all:
 * it is written beside its place and moved there at the end. Throws `BUNDLE_UNREADABLE` when the folder is taken.
 */
export async function writeFolder<T>(folder: string, work: (sink: BundleSink) => Promise<T>): Promise<T> {
	if (!(await isFree(folder))) {
		throw new TriageError(
			'BUNDLE_UNREADABLE',
			`The folder ${folder} is not empty`,
			'Name a folder that does not exist yet',
		);
	}
	const partial = `${folder}.partial`;
	await rm(partial, { recursive: true, force: true });
	try {
		// Parts hold personal data: the folder is the owner's alone.
		await mkdir(partial, { recursive: true, mode: 0o700 });
		const result = await work({
			async write(name, chunks) {
				const path = join(partial, name);
				await mkdir(dirname(path), { recursive: true, mode: 0o700 });
				await pipeline(chunks, createWriteStream(path, { mode: 0o600 }));
			},
		});
		await rm(folder, { recursive: true, force: true });
		await rename(partial, folder);
		return result;
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
}
