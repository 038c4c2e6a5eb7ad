import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { forEachItem } from '../shared/forEachItem';
import { searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { failedOutput, judgeItem } from './judge';
import { prepare, searchChecklists, type Prepared } from './prepare';
import { properties } from './properties';
import { report } from './report';

const outputs = ['Passed', 'Failed'];

export class QaChecklist implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'QA Checklist',
		name: 'qaChecklist',
		icon: { light: 'file:qaChecklist.svg', dark: 'file:qaChecklist.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { before_routing: "Before Routing", before_closing: "Before Closing", after_closing: "After Closing" }[$parameter["stage"]] + ": " + ($parameter["checklistFrom"] === "saved" ? "Saved Checklist" : ($parameter["checks"]["values"] ?? []).length + " Checks") }}',
		description: 'Make checks of a case before it is routed or closed, or after it',
		defaults: { name: 'QA Checklist' },
		usableAsTool: true,
		parameterPane: 'wide',
		inputs: [NodeConnectionTypes.Main],
		outputs: outputs.map(() => NodeConnectionTypes.Main),
		outputNames: outputs,
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties,
	};

	methods = {
		credentialTest: { storeIsReachable },
		listSearch: { searchChecklists, searchRoles },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: outputs.length,
			badOutput: failedOutput,
			resultField: ({ field }) => field,
			prepare: async () => await prepare(this),
			judge: judgeItem,
			conclude: async (judged, { failures, failed, field }) => await failures.settle(judged, failed, field),
			report: (judgedCounts, prepared, routed) => report(prepared, judgedCounts, routed),
		});
	}
}
