import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { maxNameLength, type TriggerDraft } from '../../core';
import { commandOf } from '../shared/command';
import type { JudgedItem, Routed } from '../shared/forEachItem';
import { openStore, type TriageStore, type TriggerResult } from '../shared/openStore';
import { readOption } from '../shared/readOption';
import { withResult } from '../shared/resultField';
import { draftTrigger, duplicateChoices, type LedgerSettings } from './draftTrigger';
import { invalidOutput, type Check, type Judged } from './judge';
import type { GateOptions, GateParameters } from './parameters';

const duplicateOutput = 2;

const conflict = (firstSeenAt: string, caseId: string | null) => ({
	pointer: '',
	keyword: 'duplicate_key',
	label: 'idem.conflict',
	message: `The key was used before with other content, first at ${firstSeenAt}${caseId === null ? '' : ` for case ${caseId}`}`,
	fix: 'Send each event with a key of its own, and changes of a ticket by another way',
	params: {},
});

/** The item by the output that the ledger's answer names. */
async function routeByLedger(
	routed: Routed,
	answer: TriggerResult,
	field: string,
	caseOf: (caseId: string) => Promise<IDataObject | null>,
): Promise<Routed> {
	const held = routed.item.json[field] as { gate: IDataObject & { problems?: unknown[] } };
	const withGate = (output: number, more: IDataObject, beside: IDataObject = {}): Routed => ({
		output,
		item: withResult(routed.item, field, { ...beside, gate: { ...held.gate, trigger_id: answer.trigger_id, ...more } }),
	});
	if (answer.outcome === 'accepted') {
		const { attempt, possible_duplicate_of } = answer;
		return withGate(routed.output, {
			attempt,
			...(possible_duplicate_of && { possible_duplicate_of: { ...possible_duplicate_of } }),
		});
	}
	if (answer.outcome === 'duplicate') {
		const { duplicate_of, in_progress } = answer;
		const { case_id } = duplicate_of;
		const beside = case_id === null ? {} : { case_id, case: await caseOf(case_id) };
		return withGate(duplicateOutput, { duplicate_of: { ...duplicate_of }, in_progress }, beside);
	}
	if (answer.label !== 'idem.conflict' || answer.duplicate_of === null) return withGate(routed.output, {});
	const { first_seen_at, case_id } = answer.duplicate_of;
	const problems = [...(held.gate.problems ?? []), conflict(first_seen_at, case_id)] as IDataObject[];
	return withGate(invalidOutput, { passed: false, problems, duplicate_of: { ...answer.duplicate_of } });
}

/** What arrived in one run of the node. It is recorded in one go, which costs one transaction and not one an item. */
export class Ledger {
	readonly #drafts: Array<{ index: number; draft: TriggerDraft }> = [];
	readonly #cases = new Map<string, Promise<IDataObject | null>>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly store: TriageStore,
		private readonly settings: LedgerSettings,
	) {}

	/** Takes note of a judged item. Throws `FIELD_INVALID` for a key or source that cannot be kept. */
	note(index: number, judged: Judged, check: Check, parameters: GateParameters): void {
		this.#drafts.push({ index, draft: draftTrigger(check, judged, parameters, this.settings) });
	}

	/** Records all that was noted, and sends what was there before another way. The same run again has the same answers. */
	async route(judged: readonly JudgedItem[], field: string): Promise<JudgedItem[]> {
		const items = this.#drafts.map(({ index, draft }) => ({
			trigger: draft,
			context: commandOf(this.context, index, 'trigger'),
		}));
		const results = await this.store.recordTriggers(items);
		const answers = new Map(this.#drafts.map(({ index }, place) => [index, results[place]!]));
		return await Promise.all(
			judged.map(async ({ index, routed }) => ({
				index,
				routed: await Promise.all(
					routed.map(
						async (one) => await routeByLedger(one, answers.get(index)!, field, async (id) => await this.#caseOf(id)),
					),
				),
			})),
		);
	}

	async #caseOf(caseId: string): Promise<IDataObject | null> {
		const known = this.#cases.get(caseId) ?? this.store.getCase(caseId).then((found) => found as IDataObject | null);
		this.#cases.set(caseId, known);
		return await known;
	}
}

/** Whether the node has an output for duplicates. What is no choice at all is refused later, by `openLedger`. */
export function looksForDuplicates(context: IExecuteFunctions): boolean {
	const { duplicateCheck } = context.getNode().parameters;
	return duplicateCheck === 'forever' || duplicateCheck === 'window';
}

/** The ledger of a run; null where nothing is to be recorded. */
export async function openLedger(
	context: IExecuteFunctions,
	{ recordTriggers = true }: GateOptions,
): Promise<Ledger | null> {
	const check = readOption('Duplicate Check', context.getNodeParameter('duplicateCheck', 0, 'off'), duplicateChoices);
	if (check === 'off' && !recordTriggers) return null;
	const { name, id } = context.getWorkflow();
	const workflowName = (name ?? id ?? 'workflow').toWellFormed().slice(0, maxNameLength);
	return new Ledger(context, await openStore(context), { check, workflowName, now: new Date().toISOString() });
}
