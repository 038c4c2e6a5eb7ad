import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { maxLineLength, storableText, TriageError, type TriageCase } from '../../../core';
import type { CommandResult } from '../../shared/openStore';
import type { Routed } from '../../shared/forEachItem';
import { withResult } from '../../shared/resultField';
import { caseOutput, otherOutput } from './operation';

const secondsPerUnit = { minutes: 60, hours: 3600, days: 86_400 } as const;

/** A text parameter as the store can keep it, or nothing when it is empty. */
export function readLine(context: IExecuteFunctions, index: number, name: string, displayName: string) {
	const value = context.getNodeParameter(name, index, '');
	return storableText(displayName, String(value ?? ''), maxLineLength) || undefined;
}

/** The version the caller decided on, when the option is set. */
export function readExpectedVersion(options: { expectedVersion?: unknown }): number | undefined {
	const value = options.expectedVersion;
	if (value === undefined || value === null || value === '') return undefined;
	const version = Number(value);
	if (Number.isSafeInteger(version) && version > 0) return version;
	throw new TriageError(
		'FIELD_INVALID',
		`'Expected Version' is ${JSON.stringify(value)}; a whole number from 1 is expected`,
		'The usual value is {{ $json.triage.case.version }}',
	);
}

/** Amount and unit of a time limit, around the clock; 0 when it is no positive number. */
export function readSeconds(context: IExecuteFunctions, index: number): number {
	const amount = Number(context.getNodeParameter('limitAmount', index, 0));
	const unit = context.getNodeParameter('limitUnit', index, 'hours') as keyof typeof secondsPerUnit;
	const seconds = Math.round(amount * secondsPerUnit[unit]);
	return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : 0;
}

/** A case beside the user's data, as every operation puts it out. */
export function withCase(item: INodeExecutionData, field: string, record: TriageCase, more: IDataObject = {}) {
	return withResult(item, field, { case_id: record.case_id, case: record as unknown as IDataObject, ...more });
}

/** The result of a command on its way out; a refusal leaves by Conflict with its reason. */
export function routeResult(
	item: INodeExecutionData,
	field: string,
	result: CommandResult,
	more?: IDataObject,
): Routed {
	if (result.outcome === 'refused') {
		const refusal = { ...result.refusal };
		return { output: otherOutput, item: withCase(item, field, result.case, { refusal }) };
	}
	return { output: caseOutput, item: withCase(item, field, result.case, more) };
}
