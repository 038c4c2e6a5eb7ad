import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { describeGaps, splitNotes } from '../../../core';
import { count } from '../../shared/hints';
import type { IncompleteTrail, LogCompleteness, Verification } from '../../shared/openStore';
import { withResult } from '../../shared/resultField';
import { badOutput, describeTrail, goodOutput, openOutput, resultIn, showFor, type Operation } from './operation';
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

interface Told extends Pick<Verification, 'verdict'> {
	completeness: LogCompleteness & { summary: string };
}

/** Trails that the summary names; the output lists more. */
const maxNamed = 5;

const describeTrailGaps = (trail: IncompleteTrail) => {
	const gaps = describeGaps(trail);
	return trail.missing.length > 0
		? `${describeTrail(trail.case_id)} ${gaps}`
		: `in ${describeTrail(trail.case_id)} ${gaps}`;
};

/** What completeness came to, in a sentence. */
function summarize({ verdict, complete_count, open_count, incomplete_count, incomplete }: LogCompleteness): string {
	if (verdict === 'complete') {
		const open = open_count > 0 ? `, and ${count(open_count, 'case')} not closed yet` : '';
		if (complete_count === 0) return 'Nothing is missing, and no case is closed yet';
		return `Nothing is missing from ${count(complete_count, 'closed case')}${open}`;
	}
	const named = incomplete.slice(0, maxNamed).map(describeTrailGaps);
	const others = incomplete_count - named.length;
	const more = others > 0 ? `, and ${others} more` : '';
	const are = incomplete_count === 1 ? 'is' : 'are';
	return `${count(incomplete_count, 'case')} ${are} not complete: ${named.join(', ')}${more}`;
}

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
	const completeness = { ...found.completeness, summary: summarize(found.completeness) };
	const verification = { ...found, completeness, summary: summaryOf[found.verdict] } as unknown as IDataObject;
	return [{ output: outputOf[found.verdict], item: withResult(item, field, { verification }) }];
};

/** What a broken log lacks is not told: nothing in it can be relied on. */
const hints: Operation['hints'] = (outputs, field) => {
	const found = outputs.flat().flatMap((item) => resultIn<Told>(item, field, 'verification') ?? []);
	const told = found.findLast(({ completeness }) => completeness.verdict === 'incomplete') ?? found.at(-1);
	if (told === undefined || told.verdict === 'broken') return [];
	const { verdict, completeness } = told;
	const name = verdict === 'intact' ? 'Intact' : 'Inconclusive';
	if (completeness.verdict === 'complete') return [{ message: `${name} and complete: ${completeness.summary}` }];
	return [{ message: `${name}, but ${completeness.summary}`, type: 'warning' }];
};

export const verify: Operation = { description, execute, hints };
