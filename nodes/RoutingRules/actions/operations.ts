import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { resultFieldOption } from '../../shared/resultField';
import { activate, activateOptions } from './activate.operation';
import { backtest, backtestOptions } from './backtest.operation';
import { diff } from './diff.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { govern } from './govern.operation';
import { lint } from './lint.operation';
import { newRolesOption } from './lintResult';
import { showFor, type Operation } from './operation';
import { propose } from './propose.operation';
import { review } from './review.operation';
import { rollBack } from './rollBack.operation';

export const operations = {
	activate,
	backtest,
	diff,
	get,
	getMany,
	govern,
	lint,
	propose,
	review,
	rollBack,
} satisfies Record<string, Operation>;
export type OperationName = keyof typeof operations;

/** Names of the outputs of each operation, the good path first. */
export const outputNames: Record<OperationName, string[]> = {
	activate: ['Activated', 'Refused'],
	backtest: ['Within Limit', 'Over Limit', 'Inconclusive'],
	diff: ['Changed', 'Same', 'Not Compared'],
	get: ['Rule Set', 'Not Found'],
	getMany: ['Rule Set', 'Not Found'],
	govern: ['Set', 'Refused'],
	lint: ['Passed', 'Not Passed'],
	propose: ['Proposed', 'Refused'],
	review: ['Approved', 'Rejected', 'Refused'],
	rollBack: ['Rolled Back', 'Refused'],
};

/** Where an item leaves that could not be judged: by the last output. */
export const unjudgedOutput = (operation: OperationName) => outputNames[operation].length - 1;

const operationOptions = [
	{
		name: 'Activate',
		value: 'activate',
		action: 'Activate rule set version',
		description: 'Bring a reviewed version into force once lint and backtest allow it',
	},
	{
		name: 'Backtest',
		value: 'backtest',
		action: 'Backtest rule set',
		description: 'Decide past cases again and tell which would have moved, from whom to whom',
	},
	{ name: 'Diff', value: 'diff', action: 'Compare rule set versions', description: 'Tell what changes, rule by rule' },
	{
		name: 'Get',
		value: 'get',
		action: 'Get rule set',
		description: 'Retrieve the rules of one version, and all versions there are',
	},
	{
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many rule sets',
		description: 'Retrieve a list of rule sets and which version of each is in force',
	},
	{
		name: 'Govern',
		value: 'govern',
		action: 'Govern rule set',
		description: 'Say whether authors may approve their own versions',
	},
	{
		name: 'Lint',
		value: 'lint',
		action: 'Lint rule set',
		description: 'Look for overlaps, gaps, rules that can never win, unknown roles and examples that do not hold',
	},
	{
		name: 'Propose',
		value: 'propose',
		action: 'Propose rule set version',
		description: 'Save rules as a draft that somebody has to review',
	},
	{
		name: 'Review',
		value: 'review',
		action: 'Review rule set version',
		description: 'Record what a person other than the author decided about a version',
	},
	{
		name: 'Roll Back',
		value: 'rollBack',
		action: 'Roll back rule set',
		description: 'Go back to a version that was in force before, without another review',
	},
] satisfies Array<INodePropertyOptions & { value: OperationName }>;

/** Names of the operations as the canvas shows them. */
export const operationTitles = Object.fromEntries(operationOptions.map(({ name, value }) => [value, name]));

const basedOnOption: INodeProperties = {
	displayName: 'Based On Version',
	name: 'basedOn',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.triage.rule_set.version }}',
	description: 'Newest version that the author saw, 0 for none. If another was saved since, nothing is written.',
};

/** Options in the order of their labels, with the result field that every operation has. */
function optionsOf(names: readonly OperationName[], options: readonly INodeProperties[]): INodeProperties {
	const sorted = [...options, resultFieldOption].sort((one, other) => one.displayName.localeCompare(other.displayName));
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: showFor(names),
		options: sorted,
	};
}

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'propose',
		options: operationOptions,
	},
	...Object.values(operations).flatMap((operation) => operation.description),
	optionsOf(['activate'], [...activateOptions, newRolesOption]),
	optionsOf(['backtest'], backtestOptions),
	optionsOf(['propose'], [basedOnOption, newRolesOption]),
	optionsOf(['lint'], [newRolesOption]),
	optionsOf(['diff', 'get', 'getMany', 'govern', 'review', 'rollBack'], []),
];
