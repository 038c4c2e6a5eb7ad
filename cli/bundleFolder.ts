import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { TriageError } from '../core/errors';
import type { BundleFile } from '../core/evidence';

const maxFiles = 10_000;

/** The files of a bundle's folder. Throws `BUNDLE_UNREADABLE` when it is none, or holds anything but files and folders. */
export async function readBundleFolder(folder: string): Promise<BundleFile[]> {
	const refuse = (message: string, cause?: unknown) =>
		new TriageError('BUNDLE_UNREADABLE', message, 'Give the folder that an export wrote', { cause });
	const files: BundleFile[] = [];
	const visit = async (path: string, prefix: string) => {
		for (const entry of await readdir(path, { withFileTypes: true })) {
			const [name, inner] = [`${prefix}${entry.name}`, join(path, entry.name)];
			if (entry.isDirectory()) await visit(inner, `${name}/`);
			else if (entry.isFile()) files.push({ name, read: () => createReadStream(inner) });
			else throw refuse(`${name} is neither a file nor a folder`);
			if (files.length > maxFiles) throw refuse(`${folder} holds more than ${maxFiles} files`);
		}
	};
	try {
		await visit(folder, '');
	} catch (error) {
		throw error instanceof TriageError ? error : refuse(`${folder} cannot be read as a folder`, error);
	}
	return files;
}
