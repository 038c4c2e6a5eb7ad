import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { PollContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { TestCredentials } from './credentials';
import { nodeTypesOf, packageName, type NodeClass } from './nodeTypes';

const copyOf = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

/**
 * A polling node of a published workflow. As n8n does, it keeps the node's static data for good only together with an
 * execution, which a poll starts that puts out items.
 */
export class PolledNode {
	private readonly type: INodeType;
	private readonly node: INode;
	readonly workflowId: string;
	private kept: IDataObject = {};
	private workflow: Workflow;

	constructor(Node: NodeClass, parameters: INode['parameters'], { workflowId = randomUUID() as string } = {}) {
		this.type = new Node() as INodeType;
		const type = `${packageName}.${this.type.description.name}`;
		this.node = { id: 'node-1', name: 'Trigger', type, typeVersion: 1, position: [0, 0], parameters };
		this.workflowId = workflowId;
		this.workflow = this.load();
	}

	private load(): Workflow {
		return new Workflow({
			id: this.workflowId,
			nodes: [copyOf(this.node)],
			connections: {},
			active: true,
			nodeTypes: nodeTypesOf([(this.type as object).constructor as NodeClass]),
			staticData: { 'node:Trigger': copyOf(this.kept) },
		});
	}

	/** One poll: its items, or null when it starts no execution. */
	async poll(mode: 'trigger' | 'manual' = 'trigger'): Promise<INodeExecutionData[] | null> {
		const additionalData = { credentialsHelper: new TestCredentials({}) } as unknown as IWorkflowExecuteAdditionalData;
		const node = this.workflow.getNode('Trigger')!;
		const context = new PollContext(
			this.workflow,
			node,
			additionalData,
			mode,
			mode === 'manual' ? 'manual' : 'activate',
		);
		const { workflow } = this;
		const outputs = await workflow.expression.withIsolate(async () => await this.type.poll!.call(context));
		const items = outputs?.[0] ?? null;
		if (items !== null && mode === 'trigger') this.kept = copyOf(workflow.getStaticData('node', node));
		return items;
	}

	/** n8n starts again, from what it had kept. */
	restart() {
		this.workflow = this.load();
	}

	/** As `restart`, with n8n having been killed before it kept what the last poll put out. */
	async pollAndCrash(): Promise<INodeExecutionData[] | null> {
		const before = copyOf(this.kept);
		const items = await this.poll();
		this.kept = before;
		this.restart();
		return items;
	}
}
