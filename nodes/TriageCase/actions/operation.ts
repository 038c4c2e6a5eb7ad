import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Routed } from '../../shared/forEachItem';
import type { TriageStore } from '../../shared/openStore';

/** Output of what was done or found. */
export const caseOutput = 0;
/** Output of what could not be: Conflict or Not Found, by operation. */
export const otherOutput = 1;

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
}

/** Shows a field for some operations on cases. */
export function showFor(...operations: string[]): INodeProperties['displayOptions'] {
	return { show: { resource: ['case'], operation: operations } };
}
