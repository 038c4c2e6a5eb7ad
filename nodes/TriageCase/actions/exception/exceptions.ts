import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { TriageError, type ExceptionCommand, type OpenException, type TriageException } from '../../../../core';
import { commandOf } from '../../../shared/command';
import type { Routed } from '../../../shared/forEachItem';
import type { ExceptionResult } from '../../../shared/openStore';
import { resultFieldOption, withResult } from '../../../shared/resultField';
import { caseOutput, otherOutput, type OperationContext } from '../operation';
import { readExpectedVersion } from '../parameters';

/** Shows a field for some operations on exceptions. */
export const showForException = (...operation: string[]) => ({ show: { resource: ['exception'], operation } });

/** The exception id, as nodes before have it. */
export const exceptionIdParameter = (...operations: string[]): INodeProperties => ({
	displayName: 'Exception ID',
	name: 'exceptionId',
	type: 'string',
	required: true,
	default: '={{ $json.triage?.exception_id }}',
	placeholder: 'e.g. EX-0012',
	displayOptions: showForException(...operations),
	description: 'Exception this is about',
});

export const reasonParameter = (operation: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: 'Reason',
	name: 'reason',
	type: 'string',
	default: '',
	placeholder: 'e.g. The campaign team is on it',
	displayOptions: showForException(operation),
	description: 'Why, for the trail of the exception',
	...more,
});

/** The options of commands on an exception that is there. */
export const commandOptions = (...operations: string[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	displayOptions: showForException(...operations),
	options: [
		{
			displayName: 'Expected Version',
			name: 'expectedVersion',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.triage.exception.version }}',
			description: 'Version of the exception this was decided on. If it has changed since, nothing is written.',
		},
		resultFieldOption,
	],
});

function readExceptionId(context: IExecuteFunctions, index: number): string {
	const exceptionId = String(context.getNodeParameter('exceptionId', index, '') ?? '').trim();
	if (exceptionId !== '') return exceptionId;
	throw new TriageError(
		'FIELD_INVALID',
		"'Exception ID' is empty",
		'Put this node after one that opens or gets exceptions, or type the id. The usual value is {{ $json.triage.exception_id }}.',
	);
}

/** What is put out of an exception. */
export const resultOf = (exception: TriageException, more: IDataObject = {}): IDataObject =>
	({
		exception_id: exception.exception_id,
		...(exception.case_id !== null && { case_id: exception.case_id }),
		exception,
		...more,
	}) as unknown as IDataObject;

/** Sends a command to the exception that the item names. */
export async function executeOn(
	{ context, store }: OperationContext,
	index: number,
	command: Exclude<ExceptionCommand, OpenException>,
): Promise<ExceptionResult> {
	const expected_version = readExpectedVersion(
		context.getNodeParameter('options', index, {}) as { expectedVersion?: unknown },
		'exception',
	);
	return await store.executeException(readExceptionId(context, index), command, {
		...commandOf(context, index, `exception ${command.kind}`),
		...(expected_version !== undefined && { expected_version }),
	});
}

/** The result of a command on its way out; a refusal leaves by Conflict with its reason. */
export function routeException(item: INodeExecutionData, field: string, result: ExceptionResult): Routed {
	if (result.outcome !== 'refused') {
		return { output: caseOutput, item: withResult(item, field, resultOf(result.exception)) };
	}
	const refusal = { ...result.refusal };
	return { output: otherOutput, item: withResult(item, field, resultOf(result.exception, { refusal })) };
}
