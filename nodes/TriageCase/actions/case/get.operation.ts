import type { IDataObject } from 'n8n-workflow';

import { judgeTrail } from '../../../../core';
import { caseIdParameter, readCaseId } from '../../../shared/caseId';
import type { TriageStore } from '../../../shared/openStore';
import { withResult } from '../../../shared/resultField';
import { retryView } from '../../../shared/retryView';
import { clockProperties, readClocks } from './clocks';
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
		description: 'Whether to add every step of the case, oldest first, and what is missing among them',
	},
	...clockProperties,
];

/** Every step of a case, and whether what has to be among them is there. */
async function readTrail(store: TriageStore, case_id: string): Promise<IDataObject> {
	const trail = await store.readTimeline(case_id);
	const dangling = (await store.findDanglingIntents({ case_id })).map(({ entry_id }) => entry_id);
	return { trail, completeness: judgeTrail(trail, dangling) } as unknown as IDataObject;
}

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
	const retries = (await store.findRetries({ case_id: caseId })).map(retryView);
	const trail = withTrail ? await readTrail(store, caseId) : {};
	const withClocks = context.getNodeParameter('includeClocks', index, false) === true;
	const clocks = withClocks ? { clocks: await readClocks(context, store, record, index) } : {};
	return [{ output: caseOutput, item: withCase(item, field, record, { retries, ...trail, ...clocks }) }];
};

export const get: Operation = { description, execute };
