import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { forEachItem } from '../shared/forEachItem';
import { count, showHint } from '../shared/hints';
import { introduction } from '../shared/introduction';
import { readOption } from '../shared/readOption';
import { defaultResultField } from '../shared/resultField';
import { storeIsReachable } from '../shared/storeIsReachable';
import { badOutput, type OperationContext } from './actions/operation';
import { description, operations, outputNames, type OperationName } from './actions/operations';

const operationNames = Object.keys(operations) as OperationName[];
const namesOfOutputs = JSON.stringify(outputNames);

interface Prepared extends OperationContext {
	operation: OperationName;
}

export class TriageSetup implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Triage Setup',
		name: 'triageSetup',
		icon: { light: 'file:triageSetup.svg', dark: 'file:triageSetup.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { checkInstallation: "Check Installation", installTemplates: "Install Templates", loadDemoData: "Load Demo Data", saveClockPolicy: "Save Clock Policy", saveRequiredEntries: "Save Required Entries" }[$parameter["operation"]] }}',
		description: 'Check that the triage layer can run here, and bring its workflows and demo data into this n8n',
		defaults: { name: 'Triage Setup' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ (${namesOfOutputs}[$parameter["operation"]] ?? ["Done", "Not Done"]).map((displayName) => ({ type: "main", displayName })) }}`,
		credentials: [
			{
				name: 'triageStoreApi',
				required: false,
				testedBy: 'storeIsReachable',
				displayOptions: { show: { operation: ['checkInstallation', 'saveClockPolicy', 'saveRequiredEntries'] } },
			},
			{
				name: 'triageSetupApi',
				required: false,
				displayOptions: { show: { operation: ['checkInstallation', 'installTemplates', 'loadDemoData'] } },
			},
		],
		properties: [
			introduction('Says what is there and what to mend, and brings the workflows of the pack', 'triage-setup'),
			...description,
		],
	};

	methods = { credentialTest: { storeIsReachable } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: 2,
			badOutput,
			resultField: ({ field }) => field,
			prepare: () => prepare(this),
			judge: async (item, index, prepared) => await operations[prepared.operation].execute(prepared, item, index),
			report: (judgedCounts, { operation }) => {
				for (const [output, outputName] of outputNames[operation].entries()) {
					const left = judgedCounts[output] ?? 0;
					const type = output === badOutput ? 'warning' : 'info';
					if (left > 0) showHint(this, `${count(left, 'item')} left by ${outputName}`, type);
				}
			},
		});
	}
}

function prepare(context: IExecuteFunctions): Prepared {
	const { resultField } = context.getNodeParameter('options', 0, {}) as { resultField?: string };
	return {
		context,
		operation: readOption('Operation', context.getNodeParameter('operation', 0), operationNames),
		field: resultField || defaultResultField,
	};
}
