import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workflows } from '../../scripts/paths';

export interface FlowNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	onError?: string;
}

const ours = 'n8n-nodes-support-triage.';

export interface Flow {
	id: string;
	name: string;
	nodes: FlowNode[];
	connections: Record<string, { main: ({ node: string }[] | null)[] }>;
}

/** A workflow that is shipped, as its file has it. */
const readFlow = (file: string) => JSON.parse(readFileSync(join(workflows, file), 'utf8')) as Flow;

export const flow = readFlow('triage-tickets.json');
export const leadsFlow = readFlow('route-paid-leads.json');

/** Nodes of this pack. */
export const ourNodesOf = ({ nodes }: Flow) => nodes.filter(({ type }) => type.startsWith(ours));

export const ourNodes = ourNodesOf(flow);

export const isGate = ({ type }: FlowNode) => type === `${ours}schemaGate`;

const outputLabels: Record<string, (node: FlowNode) => string[]> = {
	schemaGate: ({ parameters }) => [
		'Valid',
		'Invalid',
		...(parameters.duplicateCheck === 'window' ? ['Duplicate'] : []),
	],
	ttlEscalation: ({ parameters }) => ['Timer', parameters.operation === 'get' ? 'Not Found' : 'Refused'],
	roleOwner: () => ['Assigned', 'Needs Triage'],
	triageCase: ({ parameters }) =>
		['get', 'getMany'].includes(String(parameters.operation)) ? ['Case', 'Not Found'] : ['Case', 'Conflict'],
};

/** The names that a node's outputs have on the canvas, n8n's own error output included. */
export const labelsOf = (node: FlowNode) => [
	...outputLabels[node.type.slice(ours.length)]!(node),
	...(node.onError === 'continueErrorOutput' ? ['Error'] : []),
];

/** The first node after a node's good output. */
export const nodeAfter = ({ name }: FlowNode) => flow.connections[name]?.main[0]?.[0]?.node;
