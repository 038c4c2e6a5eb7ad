import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { defaultHiddenFields, makeKeyPair } from '../../core';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';

export const { skey, vkey } = makeKeyPair('triage.example', Buffer.alloc(32, 7));
const signing = { id: '1', name: 'key' };

export const run = async (
	operation: string,
	parameters: object,
	input: IDataObject[] = [{}],
	key: string | null = skey,
) => {
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: {
				type: 'auditEvidence',
				parameters: { operation, options: {}, ...parameters } as unknown as INodeParameters,
				...(key !== null && { credentials: { triageSigningKeyApi: signing } }),
			},
		},
		['Start -> Node'],
	);
	return await runWorkflow(json, { input, credentials: { triageSigningKeyApi: { privateKey: key ?? '' } } });
};
export const resultOf = (item: { json: IDataObject } | undefined) => item?.json.triage as Record<string, IDataObject>;

let count = 0;
export async function openCase(customer_id?: string): Promise<string> {
	const fields = { source: 'desk', ticket_id: `A-${(count += 1)}`, ...(customer_id && { customer_id }) };
	const context = { command_id: `open ${count}`, actor: { kind: 'system' as const, id: 'test' } };
	const command = { kind: 'open' as const, fields: { ...fields, priority: 'normal' as const } };
	const result = await (await storeOfNodes()).execute(null, command as never, context);
	return result.case.case_id;
}
export const capture = async (caseId: string, kind: string, more: object, input: IDataObject[] = [{}]) =>
	await run(
		'capture',
		{ caseId, step: 'Suppress', capture: kind, hideFields: defaultHiddenFields, ...more },
		input,
		null,
	);
export const entriesOf = async (case_id: string) =>
	(await (await storeOfNodes()).findEntries({ case_id, order: 'oldest' })).slice(1);

/** Everything that the store has on disk, log of the database included. */
export function filesOfStore(): string {
	const folder = join(process.env.N8N_USER_FOLDER!, '.n8n', 'support-triage');
	return readdirSync(folder)
		.map((name) => readFileSync(join(folder, name), 'latin1'))
		.join('\n');
}
