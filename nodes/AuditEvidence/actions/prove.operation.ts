import type { IDataObject } from 'n8n-workflow';

import { writeTlogProof } from '../../../core';
import type { ProofResult } from '../../shared/openStore';
import { keepText, outputFileParameter, readOutputField, withFile } from '../../shared/outputFile';
import { withResult } from '../../shared/resultField';
import { badOutput, describeTrail, goodOutput, openOutput, showFor, type Operation } from './operation';
import { readEntryId, readVerifierKeys, verifierKeysParameter } from './parameters';

const description: Operation['description'] = [
	{
		displayName: 'Entry ID',
		name: 'entryId',
		type: 'string',
		required: true,
		default: '={{ $json.triage?.entry?.entry_id ?? $json.triage?.evidence?.entry_id }}',
		placeholder: 'e.g. {{ $json.triage.evidence.entry_id }}',
		displayOptions: showFor('prove'),
		description: 'Entry to prove, as Capture and Get Many give it',
	},
	verifierKeysParameter(
		'prove',
		'Keys of which one has to have signed the checkpoint, one on each line. Without them its signature is not verified.',
	),
	{
		displayName: 'Proof File',
		name: 'proofFile',
		type: 'boolean',
		default: false,
		displayOptions: showFor('prove'),
		description: 'Whether to also write a .tlog-proof file: the entry and everything that is needed to check it',
	},
	outputFileParameter({ show: { operation: ['prove'], proofFile: [true] } }),
];

type Proved = Extract<ProofResult, { outcome: 'proved' }>;

/** What is proved, and what is not, in words. */
const summaryOf = ({ entry: { idx, type, case_id, at }, size }: Proved): string =>
	`Entry ${idx}, ${type} of ${describeTrail(case_id)}, recorded at ${at}, is one of the ${size} entries that the ` +
	'checkpoint was signed over. Whoever holds this checkpoint can check that the entry has not been changed since, nor put in ' +
	'later. That what it says is true is not proved';

const resultOf = (proved: Proved): IDataObject => {
	const { entry, proof, size, root } = proved;
	return {
		outcome: 'proved',
		summary: summaryOf(proved),
		entry_id: entry.entry_id,
		case_id: entry.case_id,
		idx: entry.idx,
		type: entry.type,
		recorded_at: entry.at,
		leaf: proof.leaf,
		leaf_hash: entry.leaf_hash,
		proof: proof.proof.map((hash) => Buffer.from(hash).toString('base64')),
		size,
		root,
		note: proof.note,
	};
};

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const entryId = readEntryId(context, index);
	const wantsFile = context.getNodeParameter('proofFile', index, false) === true;
	const fileField = wantsFile ? readOutputField(context, item, index) : '';
	const found = await store.proveEntry(entryId, readVerifierKeys(context, index));
	const route = (output: number, proof: IDataObject, routed = item) => [
		{ output, item: withResult(routed, field, { proof }) },
	];
	if (found.outcome === 'not_found') {
		const summary = `There is no entry '${entryId}'. Audit Evidence: Get Many lists the entries there are`;
		return route(badOutput, { outcome: 'not_found', summary });
	}
	if (found.outcome === 'pending') {
		const { entry, signed_size } = found;
		const newest =
			signed_size === 0 ? 'Nothing is signed yet' : `The newest checkpoint covers the first ${signed_size} entries`;
		const summary = `${newest}, so entry ${entry.idx} cannot be proved. Run Checkpoint, and try again`;
		return route(openOutput, { outcome: 'pending', summary, entry_id: entry.entry_id, idx: entry.idx, signed_size });
	}
	const result = resultOf(found);
	if (!wantsFile) return route(goodOutput, result);
	const name = `evidence-entry-${found.entry.idx}.tlog-proof`;
	const { binary, ...file } = await keepText(context, writeTlogProof(found.proof), name);
	return route(goodOutput, { ...result, file: { field: fileField, ...file } }, withFile(item, fileField, binary));
};

export const prove: Operation = { description, execute };
