import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import {
	maxLineLength,
	readTimerName,
	storableText,
	TriageError,
	type TimerCommand,
	type TimerTarget,
} from '../../../core';
import { caseIdParameter, readCaseId } from '../../shared/caseId';
import { commandOf } from '../../shared/command';
import type { Routed } from '../../shared/forEachItem';
import type { TimerResult, TriageStore } from '../../shared/openStore';
import { describeValue } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { timerView } from '../../shared/timerView';
import type { StepInspection } from './inspection';
import type { SavedDefinitions } from './saved';

/** Output of what was done or found. */
export const timerOutput = 0;
/** Output of what could not be: Refused or Not Found, by operation. */
export const otherOutput = 1;

export interface OperationContext {
	context: IExecuteFunctions;
	store: TriageStore;
	saved: SavedDefinitions;
	inspection: StepInspection;
	/** Result field of the items, `triage` by default. */
	field: string;
}

/** What an operation file exports: what the user sees, and what happens. */
export interface Operation {
	description: INodeProperties[];
	execute(operation: OperationContext, item: INodeExecutionData, index: number): Promise<Routed[]>;
}

/** Shows a field for some operations. */
export const showFor = (...operation: string[]): INodeProperties['displayOptions'] => ({ show: { operation } });

/** The two fields that name a timer, for one operation. */
export const targetParameters = (operation: string): INodeProperties[] => [
	caseIdParameter(showFor(operation)),
	{
		displayName: 'Timer Name',
		name: 'timerName',
		type: 'string',
		required: true,
		default: 'First response',
		placeholder: 'e.g. Billing log requested',
		displayOptions: showFor(operation),
		description: 'A case has one timer per name',
	},
];

export const reasonParameter = (operation: string, rest: Partial<INodeProperties>): INodeProperties => ({
	displayName: 'Reason',
	name: 'reason',
	type: 'string',
	default: '',
	placeholder: 'e.g. Waiting for the bank holiday to end',
	displayOptions: showFor(operation),
	description: 'Why, for the trail of the timer',
	...rest,
});

export const readTarget = (context: IExecuteFunctions, index: number): TimerTarget => ({
	case_id: readCaseId(context, index),
	name: readTimerName(context.getNodeParameter('timerName', index)),
});

export function readReason(context: IExecuteFunctions, index: number): string {
	return storableText('Reason', String(context.getNodeParameter('reason', index, '') ?? ''), maxLineLength);
}

/** A number from 0 to `max`. Throws `FIELD_INVALID`. */
export function readAmount(displayName: string, value: unknown, max: number): number {
	if (typeof value === 'number' && value >= 0 && value <= max) return value;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a number from 0 to ${max} is expected`,
		'Type a number, as 4',
	);
}

/** A timer beside the user's data, as every operation puts it out. */
export function routeTimer(
	item: INodeExecutionData,
	field: string,
	case_id: string,
	{ timer, ...result }: TimerResult,
	more: IDataObject = {},
): Routed {
	const shown: IDataObject = { case_id, timer: timer && timerView(timer), ...more };
	if (result.outcome !== 'refused') return { output: timerOutput, item: withResult(item, field, shown) };
	return { output: otherOutput, item: withResult(item, field, { ...shown, refusal: { ...result.refusal } }) };
}

/** An operation that sends one command to a timer that is there. */
export function commandOperation(
	name: string,
	properties: INodeProperties[],
	read: (context: IExecuteFunctions, index: number) => TimerCommand,
): Operation {
	return {
		description: [...targetParameters(name), ...properties],
		execute: async ({ context, store, field }, item, index) => {
			const target = readTarget(context, index);
			const command = read(context, index);
			const result = await store.executeTimer(target, command, commandOf(context, index, `timer ${name}`));
			return [routeTimer(item, field, target.case_id, result)];
		},
	};
}
