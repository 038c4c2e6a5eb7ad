import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { toNodeError } from '../shared/errors';
import { searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { preview, takeDue } from './due';
import { properties } from './properties';

export class TtlEscalationTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'TTL Escalation Trigger',
		name: 'ttlEscalationTrigger',
		icon: { light: 'file:ttlEscalationTrigger.svg', dark: 'file:ttlEscalationTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ($parameter["events"] ?? []).length === 1 ? "1 Event" : ($parameter["events"] ?? []).length + " Events" }}',
		description: 'Start a workflow when a timer of a case, the retry of a step or the redrive of an item is due',
		activationMessage:
			'Timers and retries that are due now start this workflow. Those of all workflows on this store are looked at.',
		defaults: { name: 'TTL Escalation Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties,
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchRoles } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			const items = this.getMode() === 'manual' ? await preview(this) : await takeDue(this);
			return items.length === 0 ? null : [items];
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown);
		}
	}
}
