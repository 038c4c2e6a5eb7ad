import { readOption } from '../../shared/readOption';
import { describeRuleSet } from './describeRuleSet';
import { leave, showFor, type Operation } from './operation';
import { commandOfPerson, personParameters, readReason } from './person';
import { readRuleSetName, readVersion, ruleSetParameter, versionParameter } from './ruleSet';

const approved = 0;
const rejected = 1;
const refused = 2;

const description: Operation['description'] = [
	ruleSetParameter(showFor(['review']), 'list'),
	versionParameter(showFor(['review'])),
	{
		displayName: 'Decision',
		name: 'decision',
		type: 'options',
		default: 'approved',
		displayOptions: showFor(['review']),
		description: 'What the person said. Only an approved version may come into force.',
		options: [
			{ name: 'Approved', value: 'approved' },
			{ name: 'Rejected', value: 'rejected' },
		],
	},
	...personParameters('review', 'Reviewed By', 'e.g. Agreed in the team meeting', true),
];

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const target = readRuleSetName(context, index);
	const version = readVersion(context, index);
	const decision = readOption('Decision', context.getNodeParameter('decision', index), ['approved', 'rejected']);
	const command = commandOfPerson(context, index, 'review', 'Reviewed By', true);
	const said = { kind: 'review', version, decision, ...readReason(context, index) } as const;
	const result = await store.executeDefinition(target, said, command);
	const rule_set = result.definition && describeRuleSet(result.definition, version, now);
	if (result.outcome === 'refused') return leave(item, field, refused, { rule_set, refusal: { ...result.refusal } });
	return leave(item, field, decision === 'approved' ? approved : rejected, { rule_set });
};

export const review: Operation = { description, execute };
