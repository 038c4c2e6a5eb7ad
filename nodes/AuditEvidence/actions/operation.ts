import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { trailKindOf } from '../../../core';
import type { Routed } from '../../shared/forEachItem';
import type { Hint } from '../../shared/hints';
import type { TriageStore } from '../../shared/openStore';

/** Output of what was done or found. */
export const goodOutput = 0;
/** Output of what was not: Not Recorded, Not Signed, Not Exported, Not Found, Not Proved, Not Redacted, Broken. */
export const badOutput = 1;
/** Output of what is neither: Not Due, Pending, Inconclusive. Only some operations have it. */
export const openOutput = 2;

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
	/** What to say after a run besides how many items left by which output, from the items of each output. */
	hints?(outputs: ReadonlyArray<readonly INodeExecutionData[]>, field: string): Hint[];
}

/** A trail in a sentence. */
export function describeTrail(trailId: string): string {
	const kind = trailKindOf(trailId);
	if (kind === 'log') return 'the log itself';
	return kind === 'case' ? `case ${trailId}` : trailId;
}

/** What an operation left in the result field of an item. */
export function resultIn<T>({ json }: INodeExecutionData, field: string, name: string): T | undefined {
	return (json[field] as Record<string, T> | undefined)?.[name];
}

/** Shows a field for one operation, and for some values of other fields. */
export function showFor(operation: string, more: Record<string, string[]> = {}): INodeProperties['displayOptions'] {
	return { show: { operation: [operation], ...more } };
}
