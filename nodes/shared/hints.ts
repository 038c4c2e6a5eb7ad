import type { IExecuteFunctions } from 'n8n-workflow';

/** `1 item`, `3 items`. */
export function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What a node says after a run. */
export interface Hint {
	message: string;
	type?: 'info' | 'warning';
}

/** Says after a run what happened, above the node's output. */
export function showHint(context: IExecuteFunctions, message: string, type: 'info' | 'warning' = 'info') {
	context.addExecutionHints({ message, type, location: 'outputPane' });
}
