import type { INodePropertyOptions } from 'n8n-workflow';

import { rootCauseLabels, stateNames, type CaseState, type RootCauseLabel } from '../../../../core';

const stateDescriptions: Record<CaseState, string> = {
	queued: 'Waits until somebody takes it up',
	'in-progress': 'Its owner role works on it',
	'waiting-for-systems': 'Other systems have to answer first, within a time limit',
	'manual-review': 'A reviewer role goes through a checklist, within a time limit',
	resolved: 'Done, with a resolution',
	failed: 'Given up for now, with a root cause; can be queued again',
};

/** States to choose from, by name. */
export const stateOptions = (states: readonly CaseState[]): INodePropertyOptions[] =>
	states
		.map((state) => ({ name: stateNames[state], value: state, description: stateDescriptions[state] }))
		.sort((a, b) => a.name.localeCompare(b.name));

const rootCauseDescriptions: Record<RootCauseLabel, string> = {
	'schema.required': 'A field that the contract asks for was missing',
	'schema.type': 'A field had the wrong type',
	'rule.enum': 'A value was not one of those allowed',
	'rule.range': 'A value was outside of its limits',
	'dup.key': 'The same ticket came twice',
	'dup.content': 'Another ticket said the same',
	'idem.conflict': 'One command came twice with different contents',
	'sys.timeout': 'Another system did not answer in time',
	'sys.auth': 'Another system did not accept the login',
	'sys.5xx': 'Another system had a fault of its own',
	'sync.partial': 'Two systems hold different values',
	'sync.drop': 'A change never arrived in another system',
	'route.no_match': 'No rule said who owns it',
	'route.ambiguous': 'Rules named different owners',
	'route.low_confidence': 'A suggestion of the owner was not sure enough',
	'owner.lapse': 'The owner did not act in time',
	'write.conflict': 'Two changed the same thing at once',
	rollback_failed: 'A change could not be undone',
	'qa.blocker': 'A check that has to pass did not',
	unknown: 'Not known yet',
};

/** Root-cause labels to choose from, by name. */
export const rootCauseOptions: INodePropertyOptions[] = [...rootCauseLabels]
	.sort()
	.map((label) => ({ name: label, value: label, description: rootCauseDescriptions[label] }));

/** How a case or an exception can end. */
export const resolutionOptions: INodePropertyOptions[] = [
	{ name: 'Duplicate', value: 'duplicate' },
	{ name: 'Fixed', value: 'fixed' },
	{ name: 'Not an Issue', value: 'not_an_issue' },
	{ name: 'Workaround', value: 'workaround' },
];
