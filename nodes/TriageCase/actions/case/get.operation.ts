import { caseIdParameter, readCaseId } from '../../../shared/caseId';
import type { IDataObject } from 'n8n-workflow';

import { withResult } from '../../../shared/resultField';
import { caseOutput, otherOutput, showFor, type Operation } from '../operation';
import { withCase } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('get')),
	{
		displayName: 'Include Trail',
		name: 'includeTrail',
		type: 'boolean',
		default: true,
		displayOptions: showFor('get'),
		description: 'Whether to add every step of the case, oldest first',
	},
];

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const caseId = readCaseId(context, index);
	const record = await store.getCase(caseId);
	if (record === null) {
		const refusal = {
			code: 'CASE_NOT_FOUND',
			message: `There is no case '${caseId.slice(0, 40)}'`,
			fix: 'Case ids look like C-0031; Triage Case: Get Many lists the cases there are',
		};
		return [{ output: otherOutput, item: withResult(item, field, { case_id: caseId, case: null, refusal }) }];
	}
	const withTrail = context.getNodeParameter('includeTrail', index, true) as boolean;
	const trail = withTrail ? await store.readTimeline(caseId) : [];
	const more = withTrail ? { trail: trail as unknown as IDataObject[] } : {};
	return [{ output: caseOutput, item: withCase(item, field, record, more) }];
};

export const get: Operation = { description, execute };
