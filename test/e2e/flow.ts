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

/** The workflow that is shipped, as its file has it. */
export const flow: {
	id: string;
	name: string;
	nodes: FlowNode[];
	connections: Record<string, { main: ({ node: string }[] | null)[] }>;
} = JSON.parse(readFileSync(join(workflows, 'triage-tickets.json'), 'utf8'));

/** Its nodes of this pack. */
export const ourNodes = flow.nodes.filter(({ type }) => type.startsWith(ours));

export const isGate = ({ type }: FlowNode) => type === `${ours}schemaGate`;

const outputLabels: Record<string, (node: FlowNode) => string[]> = {
	schemaGate: () => ['Valid', 'Invalid'],
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
