import { createReadStream } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { TriageError } from '../core/errors';
import {
	archiveEndLength,
	findArchiveDirectory,
	readArchiveDirectory,
	writeFileHeader,
	type BundleFile,
} from '../core/evidence';

const maxFiles = 10_000;

const unreadable = (message: string, cause?: unknown) =>
	new TriageError('BUNDLE_UNREADABLE', message, 'Give the folder or the archive that an export wrote', { cause });

async function readFolder(folder: string): Promise<BundleFile[]> {
	const files: BundleFile[] = [];
	const visit = async (path: string, prefix: string) => {
		for (const entry of await readdir(path, { withFileTypes: true })) {
			const [name, inner] = [`${prefix}${entry.name}`, join(path, entry.name)];
			if (entry.isDirectory()) await visit(inner, `${name}/`);
			else if (entry.isFile()) files.push({ name, read: () => createReadStream(inner) });
			else throw unreadable(`${name} is neither a file nor a folder`);
			if (files.length > maxFiles) throw unreadable(`${folder} holds more than ${maxFiles} files`);
		}
	};
	await visit(folder, '');
	return files;
}

/** The bytes from `start` on; fewer where the file ends. */
async function readAt(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
	const buffer = Buffer.alloc(length);
	let count = 0;
	for (let read = 1; read > 0 && count < length; count += read) {
		({ bytesRead: read } = await file.read(buffer, count, length - count, start + count));
	}
	return buffer.subarray(0, count);
}

/** Reads no more than the headers; the files are streamed when they are verified, each as long as its header says. */
async function readArchive(path: string): Promise<BundleFile[]> {
	const file = await open(path);
	try {
		const { size } = await file.stat();
		const end = Math.max(0, size - archiveEndLength);
		const offset = findArchiveDirectory(await readAt(file, end, archiveEndLength), size);
		const files: BundleFile[] = [];
		for (const entry of readArchiveDirectory(await readAt(file, offset, size - offset), offset)) {
			const header = writeFileHeader(entry);
			const found = await readAt(file, entry.offset, header.length);
			if (Buffer.compare(found, header) !== 0) {
				throw unreadable(`The header of ${entry.name} is not the one that the archive's directory tells of`);
			}
			const start = entry.offset + header.length;
			const none = async function* () {};
			const read = () => createReadStream(path, { start, end: start + entry.size - 1 });
			files.push({ name: entry.name, read: entry.size === 0 ? none : read });
		}
		return files;
	} finally {
		await file.close();
	}
}

/**
 * The files of a bundle, which is a folder or an archive. Throws `BUNDLE_UNREADABLE` when it is neither, for a folder
 * that holds anything but files and folders, and for an archive that an export would not write.
 */
export async function readBundle(path: string): Promise<BundleFile[]> {
	try {
		const kind = await stat(path);
		if (kind.isDirectory()) return await readFolder(path);
		if (kind.isFile()) return await readArchive(path);
		throw unreadable(`${path} is neither a folder nor a file`);
	} catch (error) {
		throw error instanceof TriageError ? error : unreadable(`${path} cannot be read as a bundle`, error);
	}
}
