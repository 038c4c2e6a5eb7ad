import { TriageError } from '../../../core';
import { describeValue } from '../../shared/readOption';
import { describeRuleSet } from './describeRuleSet';
import { leave, showFor, type Operation } from './operation';
import { commandOfPerson, personParameters, readReason } from './person';
import { readRuleSetName, ruleSetParameter } from './ruleSet';

const description: Operation['description'] = [
	ruleSetParameter(showFor(['govern']), 'list'),
	{
		displayName: 'Author May Review',
		name: 'authorMayReview',
		type: 'boolean',
		default: false,
		displayOptions: showFor(['govern']),
		description: 'Whether the person who proposed a version may also approve it',
	},
	...personParameters('govern', 'Set By', 'e.g. Small team, agreed with the auditor'),
];

function readBoolean(displayName: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; true or false is expected`,
		'Switch it on or off',
	);
}

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const target = readRuleSetName(context, index);
	const command = commandOfPerson(context, index, 'govern', 'Set By');
	const governance = {
		review_required: true,
		author_may_review: readBoolean('Author May Review', context.getNodeParameter('authorMayReview', index)),
	};
	const result = await store.executeDefinition(
		target,
		{ kind: 'govern', governance, ...readReason(context, index) },
		command,
	);
	const rule_set = result.definition && describeRuleSet(result.definition, null, now);
	if (result.outcome === 'refused') return leave(item, field, 1, { rule_set, refusal: { ...result.refusal } });
	return leave(item, field, 0, { rule_set: rule_set ?? { name: target.name, version: null, governance } });
};

export const govern: Operation = { description, execute };
