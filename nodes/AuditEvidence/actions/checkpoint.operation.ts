import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { checkpointReason, describeSigningKey, signNote } from '../../../core';
import { commandOf } from '../../shared/command';
import { readOption } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { readSigningKey } from '../../shared/signingKey';
import { badOutput, goodOutput, openOutput, showFor, type Operation } from './operation';
import { readList } from './parameters';

const description: Operation['description'] = [
	{
		displayName: 'Sign',
		name: 'sign',
		type: 'options',
		default: 'always',
		displayOptions: showFor('checkpoint'),
		description: 'When a checkpoint is signed',
		options: [
			{ name: 'Every Time', value: 'always' },
			{
				name: 'Only When Due',
				value: 'due',
				description: 'After 256 entries, 15 minutes, an approval or the end of a case, and once a day',
			},
		],
	},
	{
		displayName: 'Earlier Verifier Keys',
		name: 'earlierKeys',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. triage.example+1a2b3c4d+AbC…',
		displayOptions: showFor('checkpoint'),
		description: 'Keys that signed before the present one, one on each line',
	},
];

interface HighWater {
	size: number;
	root: string;
}

/** Size and root of the newest checkpoint, kept by n8n and not by the store. */
function highWaterOf(context: IExecuteFunctions): { high_water?: HighWater } {
	const held = context.getWorkflowStaticData('node').high_water as HighWater | undefined;
	return held === undefined ? {} : { high_water: { size: Number(held.size), root: String(held.root) } };
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const skey = await readSigningKey(context);
	const { name, id, vkey } = describeSigningKey(skey);
	const sign = readOption('Sign', context.getNodeParameter('sign', index, 'always'), ['always', 'due']);
	const earlier = readList(context.getNodeParameter('earlierKeys', index, ''), /[\n,]/);
	const route = (output: number, checkpoint: IDataObject) => [
		{ output, item: withResult(item, field, { checkpoint: { key: { name, id }, ...checkpoint } }) },
	];

	let reason: string = 'asked';
	if (sign === 'due') {
		const status = await store.readCheckpointStatus();
		const due = checkpointReason(status, new Date().toISOString());
		const { size, signed_size, last_at } = status;
		if (due === null) return route(openOutput, { outcome: 'not_due', size, signed_size, last_at });
		reason = due;
	}
	const options = { ...highWaterOf(context), vkeys: [...new Set([vkey, ...earlier])] };
	const result = await store.checkpoint(
		(text) => signNote(text, [skey]),
		commandOf(context, index, 'checkpoint'),
		options,
	);
	if (result.outcome === 'refused') {
		return route(badOutput, { outcome: 'refused', findings: result.findings as unknown as IDataObject[] });
	}
	const { size, root, note, at, is_new } = result;
	context.getWorkflowStaticData('node').high_water = { size, root };
	return route(goodOutput, { outcome: 'signed', reason, size, root, note, signed_at: at, is_new });
};

export const checkpoint: Operation = { description, execute };
