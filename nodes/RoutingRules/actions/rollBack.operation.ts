import { describeRuleSet } from './describeRuleSet';
import { leave, showFor, type Operation } from './operation';
import { commandOfPerson, personParameters, readReason } from './person';
import { readRuleSetName, readVersion, ruleSetParameter, versionParameter } from './ruleSet';

const description: Operation['description'] = [
	ruleSetParameter(showFor(['rollBack']), 'list'),
	versionParameter(showFor(['rollBack']), { displayName: 'Back to Version', name: 'version' }),
	...personParameters('rollBack', 'Rolled Back By', 'e.g. Refunds went to the wrong team'),
];

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const target = readRuleSetName(context, index);
	const version = readVersion(context, index, 'Back to Version');
	const command = commandOfPerson(context, index, 'roll_back', 'Rolled Back By');
	const result = await store.executeDefinition(
		target,
		{ kind: 'roll_back', version, ...readReason(context, index) },
		command,
	);
	const rule_set = result.definition && describeRuleSet(result.definition, version, now);
	if (result.outcome === 'refused') return leave(item, field, 1, { rule_set, refusal: { ...result.refusal } });
	return leave(item, field, 0, { rule_set });
};

export const rollBack: Operation = { description, execute };
