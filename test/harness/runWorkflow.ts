import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	setGlobalState,
	Workflow,
	type ExecutionError,
	type ICredentialDataDecryptedObject,
	type IBinaryKeyData,
	type IConnections,
	type IDataObject,
	type IExecuteResponsePromiseData,
	type INode,
	type INodeExecutionData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { AuditEvidence } from '../../nodes/AuditEvidence/AuditEvidence.node';
import { BusinessCalendar } from '../../nodes/BusinessCalendar/BusinessCalendar.node';
import { QaChecklist } from '../../nodes/QaChecklist/QaChecklist.node';
import { RoleOwner } from '../../nodes/RoleOwner/RoleOwner.node';
import { RoutingRules } from '../../nodes/RoutingRules/RoutingRules.node';
import { SchemaGate } from '../../nodes/SchemaGate/SchemaGate.node';
import { TriageCase } from '../../nodes/TriageCase/TriageCase.node';
import { TriageSetup } from '../../nodes/TriageSetup/TriageSetup.node';
import { TtlEscalation } from '../../nodes/TtlEscalation/TtlEscalation.node';
import { TestCredentials } from './credentials';
import { nodeTypesOf, packageName, type NodeClass } from './nodeTypes';

setGlobalState({ defaultTimezone: 'UTC' });

/** Every node of the pack; tests of all nodes run over this list. */
export const packNodes: readonly NodeClass[] = [
	AuditEvidence,
	BusinessCalendar,
	QaChecklist,
	RoleOwner,
	RoutingRules,
	SchemaGate,
	TriageCase,
	TriageSetup,
	TtlEscalation,
];

export interface WorkflowJson {
	name: string;
	nodes: INode[];
	connections: IConnections;
}

export interface NodeRun {
	outputs: INodeExecutionData[][];
	error?: ExecutionError;
	hints: NodeExecutionHint[];
}

export interface WorkflowRun {
	status: string;
	error?: ExecutionError;
	nodes: Record<string, NodeRun[]>;
	/** Items of one output in a node's last run. */
	items(node: string, output?: number): INodeExecutionData[];
	/** What Respond to Webhook sent. */
	responses: IExecuteResponsePromiseData[];
}

export interface RunOptions {
	/** Items that the start node puts out. */
	input: IDataObject[];
	/** Files that come with these items, in their order. */
	files?: (IBinaryKeyData | undefined)[];
	/** How the run came about; by a webhook without it. */
	mode?: WorkflowExecuteMode;
	startNode?: string;
	/** Decrypted data by credential type; a node sees it when it names that type under `credentials`. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** Node classes instead of the pack's own. */
	nodes?: readonly NodeClass[];
	/** What a sub-workflow answers, by its id and the item that it gets; it fails by throwing. */
	callWorkflow?: (id: string, item: IDataObject) => IDataObject;
}

/** Runs a workflow through n8n's own engine and returns what every node put out. */
export async function runWorkflow(json: WorkflowJson, options: RunOptions): Promise<WorkflowRun> {
	const { nodes, connections } = structuredClone(json);
	const workflow = new Workflow({
		id: 'workflow-under-test',
		nodes,
		connections,
		active: false,
		settings: { executionOrder: 'v1' },
		nodeTypes: nodeTypesOf(options.nodes ?? packNodes),
	});
	const start = workflow.getNode(options.startNode ?? nodes[0]!.name)!;
	const responses: IExecuteResponsePromiseData[] = [];
	const executionId = randomUUID();
	const mode = options.mode ?? 'webhook';
	const hooks = new ExecutionLifecycleHooks(mode, executionId, { ...json, id: workflow.id } as IWorkflowBase);
	hooks.addHandler('sendResponse', (response) => void responses.push(response));
	const additionalData = {
		hooks,
		credentialsHelper: new TestCredentials(options.credentials ?? {}),
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: 'http://n8n.test/',
		restApiUrl: 'http://n8n.test/rest',
		webhookBaseUrl: 'http://n8n.test/webhook',
		webhookTestBaseUrl: 'http://n8n.test/webhook-test',
		webhookWaitingBaseUrl: 'http://n8n.test/webhook-waiting',
		formWaitingBaseUrl: 'http://n8n.test/form-waiting',
		logAiEvent: () => undefined,
		executeWorkflow: async (
			{ id }: { id: string },
			_data: unknown,
			{ inputData }: { inputData: INodeExecutionData[] },
		) => {
			const answers = inputData.map((item) => ({ json: options.callWorkflow!(id, item.json) }));
			return await Promise.resolve({ executionId: randomUUID(), data: [answers] });
		},
	} as unknown as IWorkflowExecuteAdditionalData;

	const items = options.input.map((data, index): INodeExecutionData => {
		const binary = options.files?.[index];
		return { json: data, ...(binary && { binary }) };
	});
	const data = createRunExecutionData({
		startData: {},
		resultData: { pinData: { [start.name]: items } },
		executionData: { nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }] },
	});
	const run = await new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
	const { runData, error } = run.data.resultData;
	const runs = Object.fromEntries(
		Object.entries(runData).map(([name, tasks]) => [
			name,
			tasks.map((task): NodeRun => ({
				outputs: (task.data?.main ?? []).map((output) => output ?? []),
				error: task.error,
				hints: task.hints ?? [],
			})),
		]),
	);
	return {
		status: run.status,
		error,
		nodes: runs,
		items: (node, output = 0) => runs[node]?.at(-1)?.outputs[output] ?? [],
		responses,
	};
}

/** A workflow from nodes by name and edges 'From:output -> To'. Types without a dot are the pack's own. */
export function flow(nodes: Record<string, Partial<INode> & { type: string }>, edges: string[]): WorkflowJson {
	const connections: IConnections = {};
	for (const edge of edges) {
		const [, from = '', output = '0', to = ''] = /^(.+?)(?::(\d))? -> (.+)$/.exec(edge) ?? [];
		const { main } = (connections[from] ??= { main: [] }) as { main: Array<Array<object>> };
		while (main.length <= Number(output)) main.push([]);
		main[Number(output)]!.push({ node: to, type: 'main', index: 0 });
	}
	return {
		name: 'test',
		connections,
		nodes: Object.entries(nodes).map(([name, node], index) => ({
			id: `node-${index}`,
			name,
			typeVersion: 1,
			position: [index * 224, 0],
			parameters: {},
			...node,
			type: node.type.includes('.') ? node.type : `${packageName}.${node.type}`,
		})),
	};
}
