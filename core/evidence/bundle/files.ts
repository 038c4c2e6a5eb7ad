import { createHash } from 'node:crypto';

import type { Findings } from './findings';
import { bundleFiles, maxManifestBytes, readManifest, writeManifestDigest, type BundleManifest } from './format';
import { LineCursor, readLines, readWhole, type BundleFile } from './lines';

/** The files of a bundle by name. */
export type BundleFiles = ReadonlyMap<string, BundleFile>;

const required = [
	bundleFiles.readme,
	bundleFiles.entries,
	bundleFiles.proofs,
	bundleFiles.parts,
	bundleFiles.checkpoints,
];

async function digestOf({ read }: BundleFile): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of read()) hash.update(chunk);
	return hash.digest('hex');
}

/** `manifest.sha256` covers the manifest, and the manifest every other file: no byte of a bundle is outside of both. */
async function checkDigest(files: BundleFiles, manifest: Uint8Array, findings: Findings): Promise<void> {
	const expected = writeManifestDigest(createHash('sha256').update(manifest).digest('hex'));
	const file = files.get(bundleFiles.manifestDigest);
	const found = file && (await readWhole(file, expected.length));
	if (!found || Buffer.from(found).toString() !== expected) {
		findings.add('MANIFEST_MISMATCH', `${bundleFiles.manifestDigest} is not the digest of ${bundleFiles.manifest}`);
	}
}

async function checkListed(files: BundleFiles, manifest: BundleManifest, findings: Findings): Promise<void> {
	const itself: string[] = [bundleFiles.manifest, bundleFiles.manifestDigest];
	for (const name of files.keys()) {
		const isListed = itself.includes(name) || Object.hasOwn(manifest.files, name);
		if (!isListed) findings.add('MANIFEST_MISMATCH', `The file ${name} is not in the manifest`);
	}
	for (const [name, digest] of Object.entries(manifest.files)) {
		const file = files.get(name);
		if (file === undefined) findings.add('MANIFEST_MISMATCH', `The file ${name} of the manifest is not there`);
		else if ((await digestOf(file)) !== digest) findings.add('MANIFEST_MISMATCH', `The file ${name} was changed`);
	}
	for (const name of required) {
		if (!Object.hasOwn(manifest.files, name)) findings.add('MANIFEST_MISMATCH', `The manifest does not list ${name}`);
	}
}

/** Compares every file with the manifest. Null when the manifest cannot be read and nothing more can be said. */
export async function checkFiles(
	files: BundleFiles,
	manifestFile: BundleFile,
	findings: Findings,
): Promise<BundleManifest | null> {
	const bytes = await readWhole(manifestFile, maxManifestBytes);
	const read = bytes === null ? { misfit: `it is longer than ${maxManifestBytes} bytes` } : readManifest(bytes);
	if (bytes !== null) await checkDigest(files, bytes, findings);
	if ('misfit' in read) {
		findings.add('MANIFEST_MISMATCH', `${bundleFiles.manifest} cannot be read: ${read.misfit}`);
		return null;
	}
	await checkListed(files, read.value, findings);
	return read.value;
}

/** The lines of a file; none when it is not there, which `checkFiles` reports. */
export function linesOf(files: BundleFiles, name: string, findings: Findings): LineCursor {
	const none = (async function* () {})();
	const chunks = files.get(name)?.read() ?? none;
	const onProblem = (problem: string) => findings.add('MANIFEST_MISMATCH', `A line of ${name} is ${problem}`);
	return new LineCursor(readLines(chunks, onProblem));
}
