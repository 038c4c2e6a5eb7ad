import type { INode } from 'n8n-workflow';

import type { Execution } from '../../scripts/n8n/client';
import type { WorkflowJson } from '../harness/runWorkflow';
import { Branches, readTemplate, saidIn } from '../harness/template';
import type { OwnN8n } from './ownN8n';

/** Changes of a workflow: other parameters, or another node in its place, by the name of the node. */
export type Changes = Record<string, object | ((node: INode) => void)>;

/**
 * A template in a real n8n, run as its author tries it in the editor: a draft with other parameters, started from one of its
 * triggers with the items pinned there. What is published stays as it was.
 */
export class TriedWorkflow {
	private readonly template: WorkflowJson & { id: string };

	constructor(
		private readonly own: OwnN8n,
		file: string,
	) {
		this.template = readTemplate(file);
	}

	get id() {
		return this.template.id;
	}

	/** Runs it once, to its end. */
	async run(
		startNode: string,
		input: object[] = [{}],
		changes: Changes = {},
	): Promise<Execution & { said: Record<string, string[]> }> {
		const { client } = this.own.n8n;
		const nodes = structuredClone(this.template.nodes);
		for (const [name, change] of Object.entries(changes)) {
			const node = nodes.find((one) => one.name === name);
			if (!node) throw new Error(`There is no node '${name}'`);
			if (typeof change === 'function') change(node);
			else Object.assign(node.parameters, change);
		}
		const { versionId } = await client.rest('GET', `/workflows/${this.id}`);
		const pinData = { [startNode]: input.map((json) => ({ json })) };
		const { connections } = this.template;
		await client.rest('PATCH', `/workflows/${this.id}`, { nodes, connections, pinData, versionId });
		const execution = await client.run(this.id, startNode);
		return { ...execution, said: saidIn(execution) };
	}

	/** The branches that no execution has taken, of all that were or of these. */
	async unseen(branches?: readonly string[]): Promise<string[]> {
		const seen = new Branches(this.template, branches);
		for (const execution of await this.own.n8n.client.executions(this.id)) seen.seen(execution);
		return seen.unseen;
	}
}
