import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { findMisspelledPaths, learnContract, pathsIn, type Contract } from '../../core';
import { count, showHint } from '../shared/hints';
import { nameOf } from '../shared/judgeConditions';
import { parsePlainExpression } from '../shared/plainExpression';
import { validOutput, type Check, type Tally } from './judge';
import type { Prepared } from './prepare';
import type { RuleRow } from './readRules';

const maxTold = 12;
const maxWarnings = 3;

function listed(entries: readonly string[]): string {
	const more = entries.length > maxTold ? ` and ${entries.length - maxTold} more` : '';
	return `${entries.slice(0, maxTold).join(', ')}${more}`;
}

function topOf(counts: ReadonlyMap<string, number>): string | undefined {
	const [top] = [...counts].sort(([, one], [, other]) => other - one);
	return top?.[0];
}

/** What was learned, so that nobody relies on a guess unseen. */
function tellLearned(context: IExecuteFunctions, contract: Contract): void {
	if (contract.kind !== 'example' || context.getMode() !== 'manual') return;
	const learned = learnContract(contract);
	const fields = learned.contract.fields.map(
		({ path, type = 'text', required }) => `${path} (${type}${required === false ? ', optional' : ''})`,
	);
	showHint(context, `Learned ${count(fields.length, 'field')} from the example: ${listed(fields)}`);
	const notes = learned.notes.map(({ path, note }) => `${path}: ${note.charAt(0).toLowerCase()}${note.slice(1)}`);
	if (notes.length > 0) showHint(context, `Guessed: ${listed(notes)}. 'Change What Was Learned' corrects it.`);
}

/** Fields of plain conditions, as `customer.email` of `={{ $json.customer.email }}`. */
function fieldsIn(rules: readonly RuleRow[]): string[] {
	const conditions = rules.flatMap(({ mustBeTrue }) => mustBeTrue?.conditions ?? []);
	return conditions
		.flatMap(({ leftValue, rightValue }) => [leftValue, rightValue] as unknown[])
		.flatMap((value) => (typeof value === 'string' && parsePlainExpression(value) ? [nameOf(value)] : []));
}

function tellMisspelled(context: IExecuteFunctions, { contract, location }: Check, rules: readonly RuleRow[]): void {
	const items = context.getInputData().map(({ json }) => json);
	const start = location.trim() === '' ? '' : `${location.trim()}.`;
	const ofContract = pathsIn(contract.contract).map(
		(path) => (path.startsWith('[') ? start.slice(0, -1) : start) + path,
	);
	const paths = [...(start === '' ? [] : [location]), ...ofContract, ...fieldsIn(rules)];
	const where = items.length === 1 ? 'in the item' : `in any of ${items.length} items`;
	for (const { path, meant } of findMisspelledPaths(paths, items).slice(0, 3)) {
		showHint(context, `${path} was not found ${where}. Did you mean ${meant}?`, 'warning');
	}
}

/** `items[].price` of the pointer `/items/0/price`. */
const placeOf = (pointer: string) =>
	pointer
		.replace(/\/\d+(?=\/|$)/g, '[]')
		.slice(1)
		.replaceAll('/', '.');

/** What is to be said of items that passed. Those that met the contract and had come before are not among them. */
function tellPassed(
	context: IExecuteFunctions,
	{ warned, repaired }: Tally,
	valid: readonly INodeExecutionData[],
): void {
	const passed = new Set(valid.map(({ pairedItem }) => (pairedItem as { item: number }).item));
	const warnedCount = [...warned].filter((index) => passed.has(index)).length;
	if (warnedCount > 0) {
		showHint(context, `${count(warnedCount, 'item')} passed with a warning of a business rule`, 'warning');
	}
	const fixed = [...repaired].filter(([index]) => passed.has(index));
	if (fixed.length === 0) return;
	const places = new Set(fixed.flatMap(([, pointers]) => pointers.map(placeOf)));
	showHint(context, `${count(fixed.length, 'item')} passed after a fix: ${listed([...places])}`);
}

/** Says after the run how many items passed and why the others did not. */
export function report(
	context: IExecuteFunctions,
	[passed = 0, refused = 0, repeated = 0]: readonly number[],
	{ firstCheck: check, rulesFor, tally, hints, failures }: Prepared,
	outputs: readonly INodeExecutionData[][],
): void {
	const { contract } = check.contract;
	const { raw: rules } = rulesFor(0);
	for (const { message, type } of hints) showHint(context, message, type);
	const isOpen = contract.kind === 'field_list' && contract.fields.length === 0 && contract.extra_fields !== 'reject';
	if (isOpen && rules.length === 0) showHint(context, 'No checks are set, so every item passes', 'warning');
	for (const { pointer, message } of check.contract.warnings.slice(0, maxWarnings)) {
		showHint(context, `About the contract, at ${pointer || 'its root'}: ${message}`, 'warning');
	}
	tellLearned(context, check.written);
	if (refused > 0) {
		const top = topOf(tally.reasons);
		const reason = top === undefined ? '' : ` Top reason: ${top}`;
		showHint(
			context,
			`${refused} of ${count(passed + refused + repeated, 'item')} did not pass.${failures.describe()}${reason}`,
			'warning',
		);
		tellMisspelled(context, check, rules);
	}
	if (repeated > 0) showHint(context, `${count(repeated, 'item')} came before and left by Duplicate`);
	tellPassed(context, tally, outputs[validOutput] ?? []);
}
