import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Routed } from '../../shared/forEachItem';

/** Output of what is as it should be. */
export const goodOutput = 0;
/** Output of what is not, with what to do. */
export const badOutput = 1;

export interface OperationContext {
	context: IExecuteFunctions;
	/** Result field of the items, `triage` by default. */
	field: string;
}

/** What an operation file exports. */
export interface Operation {
	execute(operation: OperationContext, item: INodeExecutionData, index: number): Promise<Routed[]>;
}
