import { describeRuleSet } from './describeRuleSet';
import { describeLint, lint as lintGiven, readNewRoles } from './lintResult';
import { leave, showFor, type Operation } from './operation';
import { ruleSetParameter, whichVersionParameters } from './ruleSet';
import { readSubject, subjectNames } from './subject';
import { tableParameters } from './table';

const description: Operation['description'] = [
	...tableParameters(['lint'], true),
	ruleSetParameter(showFor(['lint'], { tableFrom: ['version'] }), 'list'),
	...whichVersionParameters(['lint'], subjectNames, 'newest', { tableFrom: ['version'] }),
];

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const subject = await readSubject(store, context, index);
	const lint = describeLint(await lintGiven(store, subject, readNewRoles(context, index)));
	const rule_set = subject.saved && describeRuleSet(subject.saved.definition, subject.saved.version.number, now);
	return leave(item, field, lint.passed ? 0 : 1, { ...(rule_set && { rule_set }), lint });
};

export const lint: Operation = { description, execute };
