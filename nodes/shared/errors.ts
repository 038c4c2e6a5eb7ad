import { NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import { TriageError } from '../../core';

/** What a person is told when an item could not be judged. */
export interface ErrorReport extends JsonObject {
	message: string;
	description: string;
	/** Code of `docs/reference/error-codes.md`; empty for what n8n itself reports. */
	code: string;
}

const unknownCause = 'The item could not be judged';

/** A text member of whatever was thrown; anything can be thrown, so reading it must not throw again. */
function textOf(thrown: unknown, member: 'message' | 'description'): string {
	if (typeof thrown === 'string') return member === 'message' ? thrown : '';
	try {
		const text = (thrown as Record<string, unknown> | null)?.[member];
		return typeof text === 'string' ? text : '';
	} catch {
		return '';
	}
}

/** The only place that makes errors for n8n: the title says what happened, the description how to go on. Never throws. */
export function toNodeError(node: INode, thrown: unknown, itemIndex?: number): NodeOperationError {
	// n8n knows an error item by its text, so the text is never empty.
	const message = textOf(thrown, 'message').trim() || unknownCause;
	const description = thrown instanceof TriageError ? thrown.fix : textOf(thrown, 'description');
	const error = new NodeOperationError(node, message, {
		description: description || 'Run the workflow again; the n8n log may say more',
		itemIndex,
	});
	// n8n replaces messages in which it finds the name of a system fault, as in a field called writePermission.
	error.message = message;
	if (thrown instanceof Error) error.cause = thrown;
	return error;
}

/** The same for a list in the editor, which shows the title alone: it has both. */
export function toListError(node: INode, thrown: unknown): NodeOperationError {
	const error = toNodeError(node, thrown);
	if (error.description) error.message = `${error.message}. ${error.description}`;
	return error;
}

/** The same for the item itself, where it leaves by a bad-path output. */
export function toReport(nodeError: NodeOperationError, thrown: unknown): ErrorReport {
	return {
		message: nodeError.message,
		description: nodeError.description ?? '',
		code: thrown instanceof TriageError ? thrown.code : '',
	};
}
