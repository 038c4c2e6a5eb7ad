import { createHash, randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Actor, RunReference } from '../../core';

/**
 * n8n counts executions from 1 again when its database is made anew, while the triage store stays: this keeps command
 * ids of different lives apart. n8n retries a node within one process, so a retry still has the id of the first try.
 */
export const processId = randomUUID();

export interface NodeCommand {
	command_id: string;
	actor: Actor;
	run: RunReference;
}

/** Identity of what a node does for one item: the same when n8n tries the node again, another for everything else. */
export function commandOf(context: IExecuteFunctions, itemIndex: number, kind: string): NodeCommand {
	const workflow = context.getWorkflow();
	const node = context.getNode();
	const run: RunReference = {
		exec: context.getExecutionId(),
		item: itemIndex,
		node: node.name.toWellFormed(),
		wf: workflow.id ?? 'unsaved',
	};
	const runIndex = Number(context.getWorkflowDataProxy(itemIndex).$runIndex);
	const identity = JSON.stringify([processId, run, node.id, runIndex, kind]);
	return {
		command_id: createHash('sha256').update(identity).digest('hex').slice(0, 32),
		actor: { id: run.wf, kind: 'workflow' },
		run,
	};
}
