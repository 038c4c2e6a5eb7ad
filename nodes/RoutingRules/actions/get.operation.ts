import { writeTableCsv } from '../../../core';
import { readOption } from '../../shared/readOption';
import { describeRuleSet } from './describeRuleSet';
import { leave, showFor, type Operation } from './operation';
import { findVersion, readRuleSetName, ruleSetParameter, whichVersionParameters } from './ruleSet';
import { subjectNames, tableOf } from './subject';

const description: Operation['description'] = [
	ruleSetParameter(showFor(['get']), 'list'),
	...whichVersionParameters(['get'], subjectNames, 'inForce'),
	{
		displayName: 'Rules As',
		name: 'format',
		type: 'options',
		default: 'json',
		displayOptions: showFor(['get']),
		description: 'Form of the rules in the result',
		options: [
			{ name: 'CSV Text', value: 'csv', description: 'Rules and columns, to be changed in a spreadsheet' },
			{ name: 'JSON', value: 'json', description: 'The whole table' },
		],
	},
];

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const target = readRuleSetName(context, index);
	const format = readOption('Rules As', context.getNodeParameter('format', index), ['csv', 'json']);
	const versions = await store.listVersions(target);
	const found = versions.length === 0 ? null : await findVersion(store, context, index, subjectNames);
	if (found === null) return leave(item, field, 1, { rule_set: null });
	const table = tableOf(found);
	const rules = format === 'csv' ? { csv: writeTableCsv(table) } : { table };
	const rule_set = { ...describeRuleSet(found.definition, found.version.number, now), ...rules };
	const history = versions.map(({ seq: _seq, author, reviewer, ...version }) => ({
		...version,
		author: author.id,
		reviewer: reviewer?.id ?? null,
	}));
	return leave(item, field, 0, { rule_set: { ...rule_set, versions: history } });
};

export const get: Operation = { description, execute };
