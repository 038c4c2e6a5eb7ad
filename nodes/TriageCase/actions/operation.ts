import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Routed } from '../../shared/forEachItem';
import type { TriageStore } from '../../shared/openStore';
import { resultFieldOption } from '../../shared/resultField';

/** Output of what was done or found. */
export const caseOutput = 0;
/** Output of what could not be: Conflict or Not Found, by operation. */
export const otherOutput = 1;
/** Output of what is done later; of operations that can put something off. */
export const scheduledOutput = 2;

export interface OperationContext {
	context: IExecuteFunctions;
	store: TriageStore;
	/** Result field of the items, `triage` by default. */
	field: string;
}

/** What an operation file exports: what the user sees, and what happens. */
export interface Operation {
	description: INodeProperties[];
	execute(operation: OperationContext, item: INodeExecutionData, index: number): Promise<Routed[]>;
	/** What became of items that left by the other output, as a hint says it after their number. */
	tellOthers?(field: string): string;
	/** What became of items that left by the third output, as a hint says it after their number; only where there is one. */
	tellScheduled?: string;
	/** What somebody should know of the items that left by the first output; null for nothing. */
	tellDone?(items: readonly INodeExecutionData[], field: string): string | null;
}

const showing =
	(resource: string) =>
	(...operations: string[]) => ({ show: { resource: [resource], operation: operations } });

/** Shows a field for some operations on cases, or on tasks. */
export const showFor = showing('case');
export const showForTask = showing('task');

const expectedVersion: INodeProperties = {
	displayName: 'Expected Version',
	name: 'expectedVersion',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.triage.case.version }}',
	description: 'Version of the case this was decided on. If the case has changed since, nothing is written.',
};

const onConflict: INodeProperties = {
	displayName: 'On Conflict',
	name: 'onConflict',
	type: 'options',
	default: 'openTask',
	description: 'What to do when the case has changed since the expected version. The change itself is not written.',
	options: [
		{
			name: 'Open Reconcile Task and Send to Conflict',
			value: 'openTask',
			description: 'The owner role has to settle it before the case can be resolved',
		},
		{ name: 'Send to Conflict Only', value: 'conflictOnly' },
	],
};

/** The options of operations. A command on a case can say on which version it was decided; `more` are of one operation. */
export function optionsFor(
	displayOptions: INodeProperties['displayOptions'],
	kind: 'command' | 'search',
	more: readonly INodeProperties[] = [],
): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions,
		options: kind === 'command' ? [expectedVersion, ...more, onConflict, resultFieldOption] : [resultFieldOption],
	};
}
