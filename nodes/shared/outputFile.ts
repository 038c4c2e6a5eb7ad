import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable, Transform } from 'node:stream';
import type { IBinaryData, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { TriageError } from '../../core';
import { writeArchive, type ExportRequest, type ExportSummary, type TriageStore } from './openStore';

/** The parameter that names the field of a file which a node puts out. */
export function outputFileParameter(displayOptions: INodeProperties['displayOptions']): INodeProperties {
	return {
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		displayOptions,
		hint: 'The name of the output binary field to put the file in',
	};
}

/** The name of that field, which must be free: a file that the item brought is not replaced. */
export function readOutputField(context: IExecuteFunctions, item: INodeExecutionData, index: number): string {
	const field = String(context.getNodeParameter('binaryPropertyName', index, 'data') ?? '').trim();
	const isTaken = item.binary !== undefined && Object.hasOwn(item.binary, field);
	if (field !== '' && field !== '__proto__' && !isTaken) return field;
	throw new TriageError(
		'FIELD_INVALID',
		isTaken
			? `Field '${field}' already holds a file, which the new one would replace`
			: `'Put Output File in Field' is ${field === '' ? 'empty' : `'${field}'`}; the name of a field is expected`,
		"Choose another field in 'Put Output File in Field'",
	);
}

/** What is told of a file beside the file itself. */
export interface OutputFile {
	field: string;
	name: string;
	bytes: number;
	/** Hex, as `sha256sum` shows it. */
	sha256: string;
}

/** The item with a file in a field. The input item stays as it is. */
export function withFile(item: INodeExecutionData, field: string, binary: IBinaryData): INodeExecutionData {
	return { ...item, binary: { ...item.binary, [field]: binary } };
}

/** Hands a file to n8n, which keeps it as it keeps all files, and hashes it on the way. */
export async function keepFile(
	context: IExecuteFunctions,
	source: Readable,
	name: string,
	mimeType: string,
): Promise<{ binary: IBinaryData } & Omit<OutputFile, 'field'>> {
	const hash = createHash('sha256');
	let bytes = 0;
	const hashed = new Transform({
		transform(chunk: Uint8Array, _encoding, done) {
			hash.update(chunk);
			bytes += chunk.length;
			done(null, chunk);
		},
	});
	// Ends the reader with an error when the source breaks off; without it n8n would wait for good.
	pipeline(source, hashed, () => undefined);
	const binary = await context.helpers.prepareBinaryData(hashed, name, mimeType);
	return { binary, name, bytes, sha256: hash.digest('hex') };
}

/** The same for a text. */
export async function keepText(context: IExecuteFunctions, text: string, name: string) {
	return await keepFile(context, Readable.from([Buffer.from(text)]), name, 'text/plain');
}

/**
 * Exports a bundle to a temporary archive, which only this user may read, hands it to n8n and removes it, whatever
 * happens. Nothing of it is held in memory but by n8n, where that keeps files there.
 */
export async function exportToFile(
	context: IExecuteFunctions,
	store: TriageStore,
	request: ExportRequest,
	nameOf: (summary: ExportSummary) => string,
) {
	const folder = await mkdtemp(join(tmpdir(), 'support-triage-'));
	try {
		const path = join(folder, 'bundle.zip');
		const summary = await writeArchive(path, async (sink) => await store.exportBundle(request, sink));
		const kept = await keepFile(context, createReadStream(path), nameOf(summary), 'application/zip');
		return { summary, ...kept };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
