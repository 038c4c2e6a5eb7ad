import { compileTable, readPastCases, tableInvalid } from '../../../core';
import { readOption } from '../../shared/readOption';
import { describeRuleSet } from './describeRuleSet';
import { leave, showFor, type Operation } from './operation';
import { describeBacktest, pastCaseParameters, readMostMoved, readStoredCases, replay } from './pastCases';
import { readRuleSetName, ruleSetParameter, whichVersionParameters } from './ruleSet';
import { compileInForce, readSubject, subjectNames } from './subject';
import { tableParameters } from './table';

const withinLimit = 0;
const overLimit = 1;
const inconclusive = 2;

const { limits, options: backtestOptions } = pastCaseParameters('backtest', { casesFrom: ['store'] });
export { backtestOptions };

const description: Operation['description'] = [
	ruleSetParameter(showFor(['backtest']), 'list'),
	...tableParameters(['backtest'], true),
	...whichVersionParameters(['backtest'], subjectNames, 'newest', { tableFrom: ['version'] }),
	{
		displayName: 'Cases From',
		name: 'casesFrom',
		type: 'options',
		default: 'store',
		displayOptions: showFor(['backtest']),
		description: 'Which cases are decided again',
		options: [
			{ name: 'List', value: 'list', description: 'Cases that were written down, as golden cases' },
			{ name: 'Store', value: 'store', description: 'The newest cases, as far as they hold what rules ask about' },
		],
	},
	{
		displayName: 'Cases',
		name: 'cases',
		type: 'json',
		required: true,
		default: '',
		placeholder: 'e.g. [{ "case_id": "Refund", "facts": { "type": "billing" }, "owner_role": "Billing" }]',
		displayOptions: showFor(['backtest'], { casesFrom: ['list'] }),
		description: 'Each has what is to be routed as facts, and as owner_role who should get it',
	},
	{
		displayName: 'Compare With',
		name: 'compareWith',
		type: 'options',
		default: 'inForce',
		displayOptions: showFor(['backtest']),
		description: 'Where a case would have to go so as not to be moved',
		options: [
			{ name: 'Version in Force', value: 'inForce', description: 'Owners of the cases where no version is in force' },
			{ name: 'Owners of the Cases', value: 'owners', description: 'Who got them then, or who should get them' },
		],
	},
	...limits,
];

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const { name } = readRuleSetName(context, index);
	const { table, findings, saved } = await readSubject(store, context, index);
	if (table === null) throw tableInvalid(undefined, findings);
	const draft = compileTable(table);
	const compareWith = readOption('Compare With', context.getNodeParameter('compareWith', index), ['inForce', 'owners']);
	const active = compareWith === 'inForce' ? await compileInForce(store, name) : null;
	const isList = readOption('Cases From', context.getNodeParameter('casesFrom', index), ['list', 'store']) === 'list';
	const mostMoved = readMostMoved(context, index);
	const cases = isList
		? readPastCases(context.getNodeParameter('cases', index), { needsOwner: active === null })
		: await readStoredCases(store, context, index, [draft, active]);
	const backtest = describeBacktest(await replay(context, draft, active, cases), mostMoved);
	const rule_set = saved && describeRuleSet(saved.definition, saved.version.number, now);
	const judged = backtest.is_within_limit ? withinLimit : overLimit;
	const output = backtest.compared_count === 0 ? inconclusive : judged;
	return leave(item, field, output, { ...(rule_set && { rule_set }), backtest });
};

export const backtest: Operation = { description, execute };
