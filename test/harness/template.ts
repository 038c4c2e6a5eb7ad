import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowJson, WorkflowRun } from './runWorkflow';

/** A workflow that comes with the pack. */
export const readTemplate = (file: string) =>
	JSON.parse(readFileSync(join(__dirname, '../../workflows', file), 'utf8')) as WorkflowJson;

/** The workflow with other parameters in one node, as somebody may have changed it. */
export function withParameters(template: WorkflowJson, name: string, parameters: object): WorkflowJson {
	const json = structuredClone(template);
	Object.assign(json.nodes.find((node) => node.name === name)!.parameters, parameters);
	return json;
}

/** What each node has said whose name begins with Say, without times. */
export function saidIn(run: WorkflowRun | null): Record<string, string[]> {
	const speaking = Object.entries(run?.nodes ?? {}).filter(([name]) => name.startsWith('Say '));
	return Object.fromEntries(
		speaking.map(([name, runs]) => {
			const items = runs.flatMap(({ outputs }) => outputs[0] ?? []);
			return [name, items.map(({ json }) => String(json.message).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…'))];
		}),
	);
}

/** Which connected outputs of a workflow's nodes have put out items, over all runs of a test file. */
export class Branches {
	private readonly missing: Set<string>;

	constructor({ connections }: WorkflowJson) {
		const connected = Object.entries(connections).flatMap(([node, { main = [] }]) =>
			main.flatMap((ends, output) => (ends?.length ? [`${node}:${output}`] : [])),
		);
		this.missing = new Set(connected);
	}

	/** Takes note of a run, and gives it back. */
	seen(run: WorkflowRun): WorkflowRun {
		for (const [node, runs] of Object.entries(run.nodes)) {
			for (const { outputs } of runs) {
				for (const [output, items] of outputs.entries()) {
					if (items.length > 0) this.missing.delete(`${node}:${output}`);
				}
			}
		}
		return run;
	}

	/** `Node:output` for each branch that no run has taken. */
	get unseen(): string[] {
		return [...this.missing].sort();
	}
}
