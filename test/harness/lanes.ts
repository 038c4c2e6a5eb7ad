import type { IDataObject, INode } from 'n8n-workflow';

import { connectors, type Connector, type Vendor, type VendorNode } from '../../scripts/connectors/connectors';
import type { WorkflowJson } from './runWorkflow';

/** Every lane of every connector that leads to a vendor, with a name for it. */
export const lanes = connectors.flatMap((connector) =>
	connector.vendors.flatMap((vendor) =>
		vendor.nodes.flatMap((node) =>
			node.operations.map((operation): [string, Connector, Vendor, VendorNode, string] => [
				`${connector.name} ${vendor.name} ${operation}`,
				connector,
				vendor,
				node,
				operation,
			]),
		),
	),
);

/** What every lane needs to be called. */
export const laneData: IDataObject = {
	assignee: 'ops@example.com',
	campaign_id: 'CMP-31',
	charge_id: 'CH-1',
	comment: 'On it',
	contact_id: 'CUS-1',
	email: 'ada@example.com',
	status: 'open',
	text: 'Look at it',
	ticket_id: 'T-1',
	to_role: 'Triage',
};

/** Stand-ins for a vendor's node: it puts out what is in `data.found`, tells of a fault by an item, or throws. */
export const answering: Partial<INode> = {
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'data.found', options: {} },
};
export const refusing: Partial<INode> = {
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: { assignments: [{ id: 'a', name: 'amount', type: 'number', value: '={{ "many" }}' }] },
		options: {},
	},
};
export const throwing: Partial<INode> = {
	type: 'n8n-nodes-base.stopAndError',
	typeVersion: 1,
	parameters: { errorMessage: 'No credential' },
};

/** A connector with the vendor chosen and, where given, another node in the place of the vendor's. */
export function withVendor<Json extends WorkflowJson>(
	json: Json,
	vendor: string,
	node = '',
	stand: Partial<INode> = {},
): Json {
	const { nodes, ...rest } = structuredClone(json);
	const settings = nodes.find(({ name }) => name === 'Connector settings')!;
	const { assignments } = settings.parameters.assignments as { assignments: Array<{ name: string; value: string }> };
	assignments.find(({ name }) => name === 'vendor')!.value = vendor;
	const changed = nodes.map((one) => (one.name === node ? { ...one, disabled: false, ...stand } : one));
	return { ...rest, nodes: changed } as Json;
}
