import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import {
	BacktestRun,
	fieldNames,
	maxPastCases,
	movedRate,
	PastCaseReader,
	reportBacktest,
	TriageError,
	type Backtest,
	type CaseFieldsOfColumns,
	type CompiledTable,
	type PastCase,
} from '../../../core';
import { readInstantFilter, readWholeNumber } from '../../shared/filters';
import { describeValue, readOption } from '../../shared/readOption';
import type { TriageStore } from '../../shared/openStore';
import { showFor } from './operation';

const caseFields = Object.keys(fieldNames) as Array<keyof typeof fieldNames>;

/** So many cases are decided before n8n gets its turn, in which it may also cancel. */
const casesPerTurn = 500;

/** The parameters of what is compared, and of how much may move. */
export function pastCaseParameters(
	operation: string,
	more: Record<string, string[]> = {},
): { limits: INodeProperties[]; options: INodeProperties[] } {
	return {
		limits: [
			{
				displayName: 'Most Cases That May Move (%)',
				name: 'mostMoved',
				type: 'number',
				default: 20,
				typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 1 },
				displayOptions: showFor([operation]),
				description: 'Share of the compared cases, in percent. 100 allows any.',
			},
			{
				displayName: 'Cases to Compare',
				name: 'caseLimit',
				type: 'number',
				default: 1000,
				typeOptions: { minValue: 1, maxValue: maxPastCases, numberPrecision: 0 },
				displayOptions: showFor([operation], more),
				description: 'At most this many of the newest cases are decided again',
			},
		],
		options: [
			{
				displayName: 'Case Fields',
				name: 'caseFields',
				type: 'fixedCollection',
				placeholder: 'Add Column',
				default: {},
				typeOptions: { multipleValues: true },
				description: 'Which field of a case holds what a column asks about. Columns of the same name need no line.',
				options: [
					{
						displayName: 'Column',
						name: 'values',
						values: [
							{
								displayName: 'Column',
								name: 'column',
								type: 'string',
								default: '',
								placeholder: 'e.g. body.type',
								description: 'Field that the rules ask about, as the table names it',
							},
							{
								displayName: 'Case Field',
								name: 'caseField',
								type: 'options',
								default: 'type',
								description: 'Field of the case that holds it',
								options: caseFields
									.map((value) => ({ name: fieldNames[value], value }))
									.sort((one, other) => one.name.localeCompare(other.name)),
							},
						],
					},
				],
			},
			{
				displayName: 'Opened After',
				name: 'openedAfter',
				type: 'dateTime',
				default: '',
				description: 'Cases that were opened later than this',
			},
		],
	};
}

/** The share that may move, from 0 to 1. */
export function readMostMoved(context: IExecuteFunctions, index: number): number {
	const value: unknown = context.getNodeParameter('mostMoved', index, 20);
	if (typeof value === 'number' && value >= 0 && value <= 100) return value / 100;
	throw new TriageError(
		'FIELD_INVALID',
		`'Most Cases That May Move (%)' is ${describeValue(value)}; a number from 0 to 100 is expected`,
		'Type a number, as 20',
	);
}

interface CaseOptions {
	caseFields?: { values?: Array<{ column?: unknown; caseField?: unknown }> };
	openedAfter?: unknown;
}

function readCaseFields({ caseFields: rows }: CaseOptions): CaseFieldsOfColumns {
	return Object.fromEntries(
		(rows?.values ?? []).map(({ column, caseField }) => [
			String(column ?? '').trim(),
			readOption('Case Field', caseField, caseFields),
		]),
	);
}

/** The newest cases of the store, as far as they tell what the tables ask about. */
export async function readStoredCases(
	store: TriageStore,
	context: IExecuteFunctions,
	index: number,
	tables: ReadonlyArray<CompiledTable | null>,
): Promise<PastCase[]> {
	const options = context.getNodeParameter('options', index, {}) as CaseOptions;
	const after = options.openedAfter;
	const { cases } = await store.findCases({
		order: 'newest',
		limit: readWholeNumber('Cases to Compare', context.getNodeParameter('caseLimit', index, 1000), maxPastCases),
		...(Boolean(after) && { opened_after: readInstantFilter('Opened After', after, context.getTimezone()) }),
	});
	const columns = tables.flatMap((compiled) => compiled?.table.columns ?? []);
	const reader = new PastCaseReader(columns, readCaseFields(options));
	return cases.map((record) => reader.read(record));
}

/** Decides cases again. Thousands of them leave n8n time to do something else, and stop when the execution is cancelled. */
export async function replay(
	context: IExecuteFunctions,
	draft: CompiledTable,
	active: CompiledTable | null,
	cases: readonly PastCase[],
): Promise<Backtest> {
	const run = new BacktestRun(draft, active);
	const cancelled = context.getExecutionCancelSignal();
	for (let from = 0; from < cases.length; from += casesPerTurn) {
		for (const past of cases.slice(from, from + casesPerTurn)) run.add(past);
		const done = Math.min(from + casesPerTurn, cases.length);
		context.logger.debug(`Backtest: ${done} of ${cases.length} cases`);
		await new Promise((resolve) => setImmediate(resolve));
		cancelled?.throwIfAborted();
	}
	return run.result();
}

/** A backtest as an item carries it. */
export function describeBacktest(result: Backtest, mostMoved: number) {
	const { summary, lines } = reportBacktest(result);
	const rate = movedRate(result);
	return {
		is_within_limit: rate <= mostMoved,
		summary,
		text: lines.join('\n'),
		moved_rate: rate,
		most_moved_rate: mostMoved,
		...result,
	};
}
