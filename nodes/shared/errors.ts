import { NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import { TriageError } from '../../core';

/** What a person is told when an item could not be judged. */
export interface ErrorReport extends JsonObject {
	message: string;
	description: string;
	/** Code of `docs/reference/error-codes.md`; empty for what n8n itself reports. */
	code: string;
}

/** The only place that makes errors for n8n: the title says what happened, the description how to go on. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	const cause = error instanceof Error ? error : new Error(String(error));
	const { description } = cause as { description?: string | null };
	return new NodeOperationError(node, cause, {
		message: cause.message,
		description: cause instanceof TriageError ? cause.fix : (description ?? undefined),
		itemIndex,
	});
}

/** The same for the item itself, where it leaves by a bad-path output. */
export function toReport(nodeError: NodeOperationError, error: unknown): ErrorReport {
	return {
		message: nodeError.message,
		description: nodeError.description ?? '',
		code: error instanceof TriageError ? error.code : '',
	};
}
