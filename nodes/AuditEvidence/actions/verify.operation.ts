import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { splitNotes } from '../../../core';
import { withResult } from '../../shared/resultField';
import { badOutput, goodOutput, openOutput, showFor, type Operation } from './operation';
import { readSeconds, readVerifierKeys, verifierKeysParameter } from './parameters';

const unit: INodeProperties = {
	displayName: 'Unit',
	name: 'maxAgeUnit',
	type: 'options',
	default: 'hours',
	displayOptions: showFor('verify'),
	options: [
		{ name: 'Days', value: 'days' },
		{ name: 'Hours', value: 'hours' },
		{ name: 'Minutes', value: 'minutes' },
	],
};

const description: Operation['description'] = [
	verifierKeysParameter(
		'verify',
		'Keys that checkpoints have to be signed by, one on each line. Without them signatures are not verified.',
	),
	{
		displayName: 'Held Checkpoints',
		name: 'anchors',
		type: 'string',
		typeOptions: { rows: 6 },
		default: '',
		placeholder: 'e.g. {{ $json.text }}',
		displayOptions: showFor('verify'),
		description:
			'Checkpoints from outside of the store, as from a mail or Git, one after the other. Without one, nothing shows that the store was not rewritten as a whole.',
	},
	{
		displayName: 'Maximum Checkpoint Age',
		name: 'maxAgeAmount',
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: showFor('verify'),
		description: 'How old the newest checkpoint may be. 0 means any age.',
	},
	unit,
];

const outputOf = { intact: goodOutput, broken: badOutput, inconclusive: openOutput } as const;

const summaryOf = {
	intact: 'Every entry up to the newest held checkpoint is as it was recorded',
	broken: 'The store is not what was recorded',
	inconclusive: 'Nothing was found, but nothing held outside of the store vouches for all of it',
} as const;

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const vkeys = readVerifierKeys(context, index);
	const held: unknown = context.getNodeParameter('anchors', index, '');
	const anchors = splitNotes(Array.isArray(held) ? held.map(String).join('\n') : String(held ?? ''));
	const max_age_seconds = readSeconds(context, index, 'maxAge', 'Maximum Checkpoint Age');
	const found = await store.verify({
		anchors,
		...(vkeys && { vkeys }),
		...(max_age_seconds !== undefined && { max_age_seconds }),
	});
	const verification = { ...found, summary: summaryOf[found.verdict] } as unknown as IDataObject;
	return [{ output: outputOf[found.verdict], item: withResult(item, field, { verification }) }];
};

export const verify: Operation = { description, execute };
