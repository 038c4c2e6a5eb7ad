import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { TriageCase } from '../../core';
import { flow, runWorkflow } from '../harness/runWorkflow';

export const run = async (operation: string, parameters: object, input: IDataObject[]) => {
	const start = { type: 'n8n-nodes-base.manualTrigger' };
	const node = {
		type: 'triageCase',
		parameters: { resource: 'case', operation, ...parameters } as unknown as INodeParameters,
	};
	return await runWorkflow(flow({ Start: start, Case: node }, ['Start -> Case']), { input });
};
export const autoMap = { caseFields: { mappingMode: 'autoMapInputData', value: null } };
export const caseOf = (item: { json: IDataObject } | undefined) =>
	(item?.json.triage as unknown as { case: TriageCase } | undefined)?.case;

let count = 0;
export const newTicket = (more: IDataObject = {}) => ({ source: 'desk', ticket_id: `T-${(count += 1)}`, ...more });
export const openOne = async (more?: IDataObject) => {
	const result = await run('open', autoMap, [newTicket(more)]);
	return caseOf(result.items('Case')[0])!;
};
export const onCase = (caseId: string, more: object = {}) => ({ caseId, options: {}, ...more });
