import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';

import { flow, runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';

export const byName = (value: string) => ({ __rl: true, mode: 'name', value });
export const number = (value: unknown) => ({ __rl: true, mode: 'number', value: String(value) });

/** One run of the node; `files` come with the items. */
export const run = async (
	operation: string,
	parameters: object,
	input: IDataObject[] = [{}],
	files?: IBinaryKeyData[],
) => {
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: {
				type: 'routingRules',
				parameters: { operation, options: {}, ...parameters } as unknown as INodeParameters,
			},
		},
		['Start -> Node'],
	);
	const result = await runWorkflow(json, { input, ...(files && { files }) });
	const outputs = result.nodes.Node?.[0]?.outputs ?? [];
	return { ...result, counts: outputs.map((items) => items.length), outputs };
};

export type Result = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** What the node left in the only item it put out, and by which output. */
export async function one(operation: string, parameters: object, input?: IDataObject[]): Promise<[number, Result]> {
	const { outputs, error } = await run(operation, parameters, input);
	if (error !== undefined) throw error;
	const output = outputs.findIndex((items) => items.length > 0);
	return [output, outputs[output]![0]!.json.triage as Result];
}

export const given = (csv: string, more: object = {}) => ({
	tableFrom: 'csv',
	csv,
	hitPolicy: 'unique',
	defaultRole: byName(''),
	...more,
});
export const anybody = { person: '', reason: '' };
export const checked = { effectiveFrom: '', caseLimit: 1000, mostMoved: 20 };

let count = 0;

/** A case of a type that a role owns. */
export async function openCase(type: string, owner_role: string | null, more: object = {}): Promise<string> {
	const store = await storeOfNodes();
	const said = () => ({ command_id: `case ${(count += 1)}`, actor: { kind: 'system' as const, id: 'test' } });
	const fields = { source: 'desk', ticket_id: `T-${count}`, type, priority: 'normal' as const, ...more };
	const { case: opened } = await store.execute(null, { kind: 'open', fields: fields as never }, said());
	if (owner_role !== null) {
		const decided = { backup_role: null, decided_by: 'rule', rule: 'r', reason: 'because' } as const;
		const target = { case_id: opened.case_id };
		await store.execute(target, { kind: 'assign_owner', owner_role, ...decided }, said());
	}
	return opened.case_id;
}
