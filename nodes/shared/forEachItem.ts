import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toNodeError, toReport } from './errors';
import { defaultResultField, withReport } from './resultField';

/** An item on its way out, by the number of its output. */
export interface Routed {
	output: number;
	item: INodeExecutionData;
}

/** An item that was judged, by its place in the input. */
export interface JudgedItem {
	index: number;
	routed: readonly Routed[];
	/** Set where the last word is that it cannot be judged after all, or has to stop the run. */
	thrown?: unknown;
}

export interface ItemLoop<Prepared> {
	/** Number of outputs, without n8n's own error output. */
	outputCount: number;
	/** Where an item leaves that could not be judged, under On Error: Continue. Never the good path, 0. */
	badOutput: number;
	/** Reads what is the same for all items: parameters, contract, store. Runs once, before the first item. */
	prepare(): Promise<Prepared> | Prepared;
	/** Judges one item. What it returns is paired with the item. */
	judge(item: INodeExecutionData, index: number, prepared: Prepared): Promise<Routed[]> | Routed[];
	/**
	 * Has the last word about all judged items together, for what would cost too much item by item. When it throws, none of
	 * them was judged.
	 */
	conclude?(judged: readonly JudgedItem[], prepared: Prepared): Promise<readonly JudgedItem[]>;
	/** Tells what happened, by hints. Runs once, after the last item; `judgedCounts` has a number for each output. */
	report?(judgedCounts: readonly number[], prepared: Prepared, outputs: readonly INodeExecutionData[][]): void;
	resultField?(prepared: Prepared): string;
}

type OnError = 'stop' | 'error output' | 'regular output';

function onErrorOf(context: IExecuteFunctions): OnError {
	if (!context.continueOnFail()) return 'stop';
	return context.getNode().onError === 'continueErrorOutput' ? 'error output' : 'regular output';
}

/**
 * The one item loop of all nodes. n8n sends the untouched input of a node that throws to output 0, which is a gate's
 * good path; so under either Continue setting nothing is thrown from here, neither in the loop nor before or after it:
 * an item that could not be judged goes to n8n's error output, or by `badOutput` with what happened in `triage.error`.
 */
export async function forEachItem<Prepared>(
	context: IExecuteFunctions,
	loop: ItemLoop<Prepared>,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const onError = onErrorOf(context);
	const outputs: INodeExecutionData[][] = Array.from({ length: loop.outputCount }, () => []);
	const judgedCounts = outputs.map(() => 0);
	let field = defaultResultField;

	const giveUp = (thrown: unknown, index: number) => {
		const nodeError = toNodeError(context.getNode(), thrown, index);
		if (onError === 'stop') throw nodeError;
		// n8n moves an item that holds nothing but `error` to the error output and adds the input's own fields.
		const item =
			onError === 'error output'
				? { json: { error: nodeError.message } }
				: withReport(items[index]!, field, toReport(nodeError, thrown));
		outputs[loop.badOutput]!.push({ ...item, pairedItem: { item: index } });
	};

	let prepared: Prepared;
	try {
		prepared = await loop.prepare();
		field = loop.resultField?.(prepared) ?? field;
	} catch (thrown) {
		for (const index of items.keys()) giveUp(thrown, index);
		return asAnswer(context, outputs);
	}
	const judgedItems: JudgedItem[] = [];
	for (const [index, item] of items.entries()) {
		try {
			const judged = loop.judge(item, index, prepared);
			// To wait for what is there already would cost more than a check.
			judgedItems.push({ index, routed: judged instanceof Promise ? await judged : judged });
		} catch (thrown) {
			giveUp(thrown, index);
		}
	}
	let concluded: readonly JudgedItem[];
	try {
		concluded = (await loop.conclude?.(judgedItems, prepared)) ?? judgedItems;
	} catch (thrown) {
		concluded = judgedItems.map((judged) => ({ ...judged, thrown }));
	}
	for (const { index, routed, thrown } of concluded) {
		if (thrown !== undefined) {
			giveUp(thrown, index);
			continue;
		}
		for (const { output, item } of routed) {
			outputs[output]!.push({ ...item, pairedItem: { item: index } });
			judgedCounts[output]! += 1;
		}
	}
	try {
		loop.report?.(judgedCounts, prepared, outputs);
	} catch (thrown) {
		// A hint that cannot be shown changes nothing about items that are judged.
		const { message } = toNodeError(context.getNode(), thrown);
		context.logger.warn('A hint could not be shown', { message });
	}
	return asAnswer(context, outputs);
}

/** An agent that uses a node as its tool reads the first output only, so it gets every item there, verdict and all. */
function asAnswer(context: IExecuteFunctions, outputs: INodeExecutionData[][]): INodeExecutionData[][] {
	return context.isToolExecution() ? [outputs.flat()] : outputs;
}
