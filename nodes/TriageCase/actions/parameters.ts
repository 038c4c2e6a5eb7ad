import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	maxLineLength,
	maxTtlSeconds,
	reconcileConflict,
	storableText,
	TriageError,
	type CaseCommand,
	type OpenTask,
	type TriageCase,
} from '../../../core';
import { readCaseId } from '../../shared/caseId';
import { commandOf } from '../../shared/command';
import type { CommandResult } from '../../shared/openStore';
import type { Routed } from '../../shared/forEachItem';
import { describeValue, readOption } from '../../shared/readOption';
import { defaultFallbackRole } from '../../shared/roles';
import { withResult } from '../../shared/resultField';
import { caseOutput, otherOutput, type OperationContext } from './operation';

const secondsPerUnit = { minutes: 60, hours: 3600, days: 86_400 } as const;
const units = Object.keys(secondsPerUnit) as Array<keyof typeof secondsPerUnit>;

/** A text parameter as the store can keep it, or nothing when it is empty. */
export function readLine(context: IExecuteFunctions, index: number, name: string, displayName: string) {
	const value = context.getNodeParameter(name, index, '');
	return storableText(displayName, String(value ?? ''), maxLineLength) || undefined;
}

/** Most lines of a checklist, and most systems. */
const maxParts = 20;

/** Parts of a text between separators, without empty ones. */
export function readParts(displayName: string, text: string, separator: string | RegExp, max: number): string[] {
	const parts = text
		.split(separator)
		.map((part) => storableText(displayName, part, max))
		.filter((part) => part !== '');
	if (parts.length <= maxParts) return parts;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' has ${parts.length} entries; at most ${maxParts} are kept`,
		'Shorten the list before this node',
	);
}

/** A version of which somebody decided something, when the option is set. `advice` says where the number comes from. */
export function readVersion<Name extends string>(
	options: Partial<Record<Name, unknown>>,
	name: Name,
	displayName: string,
	advice: string,
): number | undefined {
	// An option that is set but resolves to nothing must not switch the check off.
	if (!Object.hasOwn(options, name)) return undefined;
	const value = options[name];
	const version = typeof value === 'number' || /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
	if (Number.isSafeInteger(version) && version > 0) return version;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a whole number from 1 is expected`,
		`${advice}. Remove the option to change any version.`,
	);
}

/** The version the caller decided on, when the option is set. */
export const readExpectedVersion = (options: { expectedVersion?: unknown }, of: 'case' | 'exception' = 'case') =>
	readVersion(options, 'expectedVersion', 'Expected Version', `The usual value is {{ $json.triage.${of}.version }}`);

/** Amount and unit of a time limit, in seconds around the clock; 0 is none. */
export function readTimeLimit(context: IExecuteFunctions, index: number): number {
	const amount = context.getNodeParameter('limitAmount', index, 0);
	const unit = readOption('Unit', context.getNodeParameter('limitUnit', index, 'hours'), units);
	const seconds = typeof amount === 'number' ? Math.round(amount * secondsPerUnit[unit]) : Number.NaN;
	if (seconds >= 0 && seconds <= maxTtlSeconds) return seconds;
	throw new TriageError(
		'FIELD_INVALID',
		`'Time Limit' is ${describeValue(amount)} ${unit}; a number up to 10 years is expected`,
		'Type a number, as 4',
	);
}

/** A case beside the user's data, as every operation puts it out. */
export function withCase(item: INodeExecutionData, field: string, record: TriageCase, more: IDataObject = {}) {
	return withResult(item, field, { case_id: record.case_id, case: record as unknown as IDataObject, ...more });
}

/** What of a case a command was about, to stand beside the case. */
type Subject = (record: TriageCase) => IDataObject | Promise<IDataObject>;

const conflictChoices = ['openTask', 'conflictOnly'] as const;

interface CommandOptions {
	expectedVersion?: unknown;
	onConflict?: unknown;
}

/** Says with a task that a command met a case which had changed meanwhile, so that the case is not resolved over it. */
async function openReconcileTask(
	{ context, store }: OperationContext,
	index: number,
	kind: CaseCommand['kind'],
	{ case: record }: CommandResult,
	expectedVersion: number,
): Promise<{ record: TriageCase; more: IDataObject }> {
	const task = reconcileConflict(record, kind, expectedVersion, defaultFallbackRole);
	if (task === null) return { record, more: {} };
	const opened = await store.execute({ case_id: record.case_id }, task, commandOf(context, index, 'reconcile'));
	return { record: opened.case, more: { task: findTask(opened.case, task) } };
}

/** The task of a case that a command is about: the open one with its type and title, or else the last one. */
export function findTask({ tasks }: TriageCase, { task_type, title }: OpenTask): IDataObject | null {
	const task = tasks.find(({ type, title: own }) => type === task_type && own === title) ?? null;
	return task as unknown as IDataObject | null;
}

/** Sends a command to the case that the item names, and routes what became of it. */
export async function sendCommand(
	operation: OperationContext,
	item: INodeExecutionData,
	index: number,
	command: CaseCommand,
	subject: Subject = () => ({}),
): Promise<Routed[]> {
	const { context, store, field } = operation;
	const options = context.getNodeParameter('options', index, {}) as CommandOptions;
	const onConflict = readOption('On Conflict', options.onConflict ?? 'openTask', conflictChoices);
	const expected_version = readExpectedVersion(options);
	const result = await store.execute({ case_id: readCaseId(context, index) }, command, {
		...commandOf(context, index, command.kind),
		...(expected_version !== undefined && { expected_version }),
	});
	const more = await subject(result.case);
	if (result.outcome !== 'refused') return [{ output: caseOutput, item: withCase(item, field, result.case, more) }];
	const refusal = { ...result.refusal };
	// Where another case has changed, nothing of this one is in doubt.
	const hasChanged = expected_version !== undefined && expected_version !== result.case.version;
	const isConflict = refusal.code === 'CASE_VERSION_CONFLICT' && hasChanged && onConflict === 'openTask';
	if (!isConflict) return [{ output: otherOutput, item: withCase(item, field, result.case, { ...more, refusal }) }];
	const opened = await openReconcileTask(operation, index, command.kind, result, expected_version);
	return [{ output: otherOutput, item: withCase(item, field, opened.record, { ...more, ...opened.more, refusal }) }];
}
