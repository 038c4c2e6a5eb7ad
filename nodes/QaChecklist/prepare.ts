import type { IExecuteFunctions, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { qaStages, readChecklist, readDefinitionName, TriageError, type Checklist, type QaStage } from '../../core';
import { FailedChecks, type FailedCheck } from '../shared/failedChecks';
import type { Hint } from '../shared/hints';
import { openStore, type TriageStore } from '../shared/openStore';
import { readOption } from '../shared/readOption';
import { defaultResultField } from '../shared/resultField';
import { saveDefinition } from '../shared/saveDefinition';
import { readChosen, searchDefinitions, useDefinition } from '../shared/savedDefinition';
import { checklistOf, type CheckRow } from './readChecks';

const howToSave =
	"To save one, open a QA Checklist that defines the checks, add the option 'Save Checklist As', and run it once";

/** A checklist as people know it. */
export interface NamedChecklist {
	checklist: Checklist;
	/** Name, and version where it was saved. */
	name: string;
}

export interface Prepared {
	context: IExecuteFunctions;
	store: TriageStore;
	stage: QaStage;
	field: string;
	hints: Hint[];
	/** What becomes of items that do not pass. */
	failures: FailedChecks;
	/** Items that checks hold back, and why. */
	failed: FailedCheck[];
	checklistFor(index: number): Promise<NamedChecklist>;
}

interface Options {
	requireWarnings?: unknown;
	resultField?: string;
	saveAs?: unknown;
}

async function useSaved(store: TriageStore, parameter: unknown): Promise<NamedChecklist> {
	const name = readChosen(parameter);
	if (name === '') {
		throw new TriageError('FIELD_INVALID', "'Checklist' is empty", `Choose a saved checklist. ${howToSave}`);
	}
	const { body, version } = await useDefinition(store, { kind: 'checklist', name }, null, howToSave);
	return { checklist: readChecklist(body), name: `${name} v${version.number}` };
}

async function readHere(context: IExecuteFunctions, options: Options, hints: Hint[]): Promise<NamedChecklist> {
	const raw = { rawExpressions: true } as const;
	const rows = context.getNodeParameter('checks.values', 0, [], raw) as CheckRow[];
	const wanted = String(options.saveAs ?? '').trim();
	const name = wanted === '' ? context.getNode().name.toWellFormed().slice(0, 100) : wanted;
	const checklist = readChecklist(checklistOf(name, rows, options.requireWarnings === true));
	if (wanted === '') return { checklist, name };
	const target = { kind: 'checklist', name: readDefinitionName('checklist', wanted) } as const;
	const saved = await saveDefinition(context, target, checklist, 'Save Checklist As');
	hints.push(...saved.hints);
	return { checklist, name: `${target.name} v${saved.number}` };
}

/** What is the same for all items, and the checklist of each: one that is saved may be named by the item. */
export async function prepare(context: IExecuteFunctions): Promise<Prepared> {
	const stage = readOption('Run At', context.getNodeParameter('stage', 0), qaStages);
	const from = readOption('Checklist From', context.getNodeParameter('checklistFrom', 0), ['here', 'saved']);
	const options = context.getNodeParameter('options', 0, {}) as Options;
	const hints: Hint[] = [];
	const here = from === 'here' ? await readHere(context, options, hints) : null;
	const store = await openStore(context);
	const loaded = new Map<string, Promise<NamedChecklist>>();
	const findSaved = async (parameter: unknown): Promise<NamedChecklist> => {
		const name = readChosen(parameter);
		const known = loaded.get(name) ?? useSaved(store, parameter);
		loaded.set(name, known);
		return await known;
	};
	return {
		context,
		store,
		stage,
		field: options.resultField || defaultResultField,
		hints,
		failures: new FailedChecks(context, 'On Failed Check', 'onFailedCheck'),
		failed: [],
		checklistFor: async (index) => here ?? (await findSaved(context.getNodeParameter('savedChecklist', index))),
	};
}

/** The saved checklists that can be used. */
export async function searchChecklists(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchDefinitions(this, 'checklist', filter, howToSave);
}
