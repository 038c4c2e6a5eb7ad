import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { TriageError } from '../../core';

/** Where a bundle goes. Files are written one after the other. */
export interface BundleSink {
	write(name: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
}

/** What went wrong where a bundle goes, which is not the store's fault. */
export function unwritable(cause: unknown): TriageError {
	if (cause instanceof TriageError) return cause;
	const message = `The bundle cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`;
	const fix = 'Make room on the disk, or name a place that may be written';
	return new TriageError('BUNDLE_UNWRITABLE', message, fix, { cause });
}

/** Makes or moves what a bundle is written to. */
export async function placing<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw unwritable(error);
	}
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
 * it is written beside its place and moved there at the end. Throws `BUNDLE_UNWRITABLE` when the folder is taken.
 */
export async function writeFolder<T>(folder: string, work: (sink: BundleSink) => Promise<T>): Promise<T> {
	if (!(await placing(async () => await isFree(folder)))) {
		throw new TriageError(
			'BUNDLE_UNWRITABLE',
			`The folder ${folder} is not empty`,
			'Name a folder that does not exist yet',
		);
	}
	const partial = `${folder}.partial`;
	await placing(async () => {
		await rm(partial, { recursive: true, force: true });
		// Parts hold personal data: the folder is the owner's alone.
		await mkdir(partial, { recursive: true, mode: 0o700 });
	});
	try {
		const result = await work({
			async write(name, chunks) {
				const path = join(partial, name);
				await mkdir(dirname(path), { recursive: true, mode: 0o700 });
				await pipeline(chunks, createWriteStream(path, { mode: 0o600 }));
			},
		});
		await placing(async () => {
			await rm(folder, { recursive: true, force: true });
			await rename(partial, folder);
		});
		return result;
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
}
