import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { GateResult, Repair } from '../../../core';
import { flow, runWorkflow, type RunOptions } from '../../harness/runWorkflow';

/** What the gate says about an item. */
export interface Gate extends GateResult {
	passed: boolean;
	contract: string;
	repairs: Repair[];
}

export const gateOf = ({ json }: { json: IDataObject }) => (json.triage as unknown as { gate: Gate }).gate;

/** Runs items through a Schema Gate with these parameters. */
export async function runGate(
	parameters: object,
	input: IDataObject[],
	{ onError, node, ...options }: Partial<RunOptions> & { onError?: INode['onError']; node?: Partial<INode> } = {},
) {
	const gate = { type: 'schemaGate', parameters: parameters as INodeParameters, ...(onError && { onError }), ...node };
	const json = flow({ Start: { type: 'n8n-nodes-base.manualTrigger' }, Gate: gate }, ['Start -> Gate']);
	const result = await runWorkflow(json, { input, ...options });
	const output = (number: number) => result.items('Gate', number);
	return {
		...result,
		valid: output(0),
		invalid: output(1),
		failed: output(2),
		hints: (result.nodes.Gate?.[0]?.hints ?? []).map(({ message }) => message),
		/** Numbers of the input items by output. */
		pairs: [output(0), output(1)].map((items) => items.map(({ pairedItem }) => (pairedItem as { item: number }).item)),
	};
}

export const fieldList = (rows: object[], more: object = {}) => ({
	contractSource: 'fields',
	fields: { values: rows },
	extraFields: 'keep',
	...more,
});

/** One condition of n8n's filter. */
export const condition = (leftValue: unknown, operation: string, rightValue: unknown = '', type = 'number') => ({
	id: operation,
	leftValue,
	rightValue,
	operator: {
		type,
		operation,
		...(operation.startsWith('length') && { rightType: 'number' }),
		...(rightValue === '' && { singleValue: true }),
	},
});

/** A business rule with its conditions. */
export const rule = (ruleName: string, conditions: object[], more: object = {}, combinator = 'and') => ({
	ruleName,
	mustBeTrue: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
		conditions,
		combinator,
	},
	...more,
});

export const withRules = (...values: object[]) => fieldList([], { rules: { values } });
