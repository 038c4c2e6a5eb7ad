import type { WorkflowJson } from '../harness/runWorkflow';
import { Branches, readTemplate, saidIn, withParameters } from '../harness/template';
import type { OwnN8n } from './ownN8n';

/**
 * A template in a real n8n, run as its author tries it in the editor: a draft with changes, started from one of its triggers
 * with the items pinned there. What is published stays as it was.
 */
export class TriedWorkflow {
	readonly json: WorkflowJson & { id: string };

	constructor(
		private readonly own: OwnN8n,
		file: string,
	) {
		this.json = readTemplate(file);
	}

	get id() {
		return this.json.id;
	}

	/** Runs it once, to its end; `changes`: other parameters, by the name of the node, or all of the draft. */
	async run(startNode: string, input: object[] = [{}], changes: Record<string, object> | WorkflowJson = {}) {
		const { client } = this.own.n8n;
		const { nodes, connections } = isDraft(changes)
			? changes
			: Object.entries(changes).reduce((json, change) => withParameters(json, ...change), this.json);
		const { versionId } = await client.rest('GET', `/workflows/${this.id}`);
		const pinData = { [startNode]: input.map((json) => ({ json })) };
		await client.rest('PATCH', `/workflows/${this.id}`, { nodes, connections, pinData, versionId });
		const execution = await client.run(this.id, startNode);
		return { ...execution, said: saidIn(execution) };
	}

	/** The branches that no execution has taken, of all that were. */
	async unseen(): Promise<string[]> {
		const branches = new Branches(this.json);
		for (const execution of await this.own.n8n.client.executions(this.id)) branches.seen(execution);
		return branches.unseen;
	}
}

const isDraft = (changes: Record<string, object> | WorkflowJson): changes is WorkflowJson =>
	Array.isArray(changes.nodes);
