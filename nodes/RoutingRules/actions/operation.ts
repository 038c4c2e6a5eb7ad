import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Routed } from '../../shared/forEachItem';
import type { TriageStore } from '../../shared/openStore';
import { withResult } from '../../shared/resultField';

export interface OperationContext {
	context: IExecuteFunctions;
	store: TriageStore;
	/** Result field of the items, `triage` by default. */
	field: string;
	/** One instant for all items, ISO 8601 in UTC. */
	now: string;
}

/** What an operation file exports: what the user sees, and what happens. */
export interface Operation {
	description: INodeProperties[];
	execute(operation: OperationContext, item: INodeExecutionData, index: number): Promise<Routed[]>;
}

/** Shows a field for some operations, and for some values of other fields. */
export function showFor(
	operations: readonly string[],
	more: Record<string, string[]> = {},
): NonNullable<INodeProperties['displayOptions']> {
	return { show: { operation: [...operations], ...more } };
}

/** The item by one of the outputs, with what was found or done beside the user's data. */
export function leave(item: INodeExecutionData, field: string, output: number, result: object): Routed[] {
	return [{ output, item: withResult(item, field, result as IDataObject) }];
}
