import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import type { WorkflowJson } from './runWorkflow';

/** What the nodes of a run put out, by node, by run, by output; in n8n's engine as well as in a real n8n. */
interface RunOfNodes {
	nodes: Record<string, Array<{ outputs: Array<Array<{ json: object }>> }>>;
}

/** A workflow that comes with the pack. */
export const readTemplate = (file: string) =>
	JSON.parse(readFileSync(join(__dirname, '../../workflows', file), 'utf8')) as WorkflowJson & { id: string };

/** The workflow with other parameters in one node, as somebody may have changed it. */
export function withParameters<Json extends WorkflowJson>(template: Json, name: string, parameters: object): Json {
	const json = structuredClone(template);
	Object.assign(json.nodes.find((node) => node.name === name)!.parameters, parameters);
	return json;
}

/** The workflow with another setting of what one node does on an error. */
export function withOnError<Json extends WorkflowJson>(template: Json, name: string, onError: INode['onError']): Json {
	const json = structuredClone(template);
	json.nodes.find((node) => node.name === name)!.onError = onError;
	return json;
}

/** What each node has said whose name begins with Say, without times. */
export function saidIn(run: RunOfNodes | null): Record<string, string[]> {
	const speaking = Object.entries(run?.nodes ?? {}).filter(([name]) => name.startsWith('Say '));
	return Object.fromEntries(
		speaking.map(([name, runs]) => {
			const items = runs.flatMap(({ outputs }) => outputs[0] ?? []);
			return [
				name,
				items.map(({ json }) =>
					String((json as { message?: unknown }).message).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…'),
				),
			];
		}),
	);
}

const branchesOf = ({ connections }: WorkflowJson): string[] =>
	Object.entries(connections).flatMap(([node, { main = [] }]) =>
		main.flatMap((ends, output) => (ends?.length ? [`${node}:${output}`] : [])),
	);

/**
 * The branches of a connector that its tables answer, which only a real n8n has: from the choice of the demo until the answer
 * is kept.
 */
export function demoBranches({ connections }: WorkflowJson): string[] {
	const ends = (branch: string) => {
		const [node, output] = branch.split(/:(?=\d+$)/);
		return (connections[node!]?.main?.[Number(output)] ?? []).map(({ node: end }) => end);
	};
	const inLane = new Set(['Look for a fault']);
	for (const name of inLane) {
		const next = (connections[name]?.main ?? []).flatMap((found) => found ?? []);
		for (const { node } of next) if (node !== 'Keep the response') inLane.add(node);
	}
	const isOf = (branch: string) =>
		inLane.has(branch.replace(/:\d+$/, '')) || ends(branch).some((end) => inLane.has(end));
	return branchesOf({ connections } as WorkflowJson).filter(isOf);
}

/** Which connected outputs of a workflow's nodes have put out items, over all runs of a test file. */
export class Branches {
	private readonly missing: Set<string>;

	/** `branches`: those that are asked for; all of the workflow's without it. */
	constructor(json: WorkflowJson, branches: readonly string[] = branchesOf(json)) {
		this.missing = new Set(branches);
	}

	/** Takes note of a run, and gives it back. */
	seen<Run extends RunOfNodes>(run: Run): Run {
		for (const [node, runs] of Object.entries(run.nodes)) {
			for (const { outputs } of runs) {
				for (const [output, items] of outputs.entries()) if (items.length > 0) this.missing.delete(`${node}:${output}`);
			}
		}
		return run;
	}

	/** `Node:output` for each branch that no run has taken. */
	get unseen(): string[] {
		return [...this.missing].sort();
	}
}
