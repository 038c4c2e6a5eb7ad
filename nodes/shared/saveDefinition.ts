import type { IExecuteFunctions } from 'n8n-workflow';

import {
	definitionFormats,
	definitionKindNames,
	lacksReview,
	sealBody,
	TriageError,
	versionInForce,
	type Definition,
	type DefinitionTarget,
} from '../../core';
import { commandOf } from './command';
import type { Hint } from './hints';
import { openStore } from './openStore';

/** Longer than the name of any workflow and node. */
const maxReasonLength = 500;

interface Found {
	definition: Definition;
	number: number;
	isSaved: boolean;
}

/** What was saved, or why nothing was. A run that somebody watches is told also that all is as it should be. */
function tell(kind: string, option: string, { definition, number, isSaved }: Found, isByHand: boolean): Hint[] {
	const now = new Date().toISOString();
	const called = `${kind} '${definition.name}'`;
	const version = definition.versions[number - 1]!;
	const inForce = versionInForce(definition, now > definition.updated_at ? now : definition.updated_at);
	const waits = lacksReview(definition, version, now) ? ', which counts once it is reviewed and activated' : '';
	if (isSaved) return [{ message: `Saved as version ${number} of ${called}${waits}` }];
	if (inForce === number || waits !== '') {
		return isByHand ? [{ message: `This is version ${number} of ${called} already${waits}` }] : [];
	}
	const instead = inForce === null ? 'none is in force now' : `version ${inForce} is in force now`;
	const fix = isByHand
		? 'Activate the version to bring it back.'
		: `Run this node by hand to bring it back, or remove the option '${option}'.`;
	const message = `Not saved: this was version ${number} of ${called} before, and ${instead}. ${fix}`;
	return [{ message, type: 'warning' }];
}

/** The version that holds the body. Where it is known, a run by itself reads once and waits for no lock. */
async function findOrSave(
	context: IExecuteFunctions,
	target: DefinitionTarget,
	body: unknown,
	isByHand: boolean,
): Promise<Found> {
	const { digest } = sealBody(definitionFormats, target, body);
	const store = await openStore(context);
	const definition = isByHand ? undefined : (await store.getDefinition(target))?.definition;
	const held = definition?.versions.findLast((version) => version.digest === digest);
	if (definition && held) return { definition, number: held.number, isSaved: false };
	const { name: workflow, id } = context.getWorkflow();
	const reason = `Saved by '${context.getNode().name}' in workflow '${workflow ?? id ?? ''}'`;
	const result = await store.executeDefinition(
		target,
		{
			kind: 'save',
			body,
			only_if_unsaved: !isByHand,
			reason: reason.toWellFormed().slice(0, maxReasonLength),
		},
		commandOf(context, 0, `save_${target.kind}`),
	);
	if (result.outcome !== 'refused') {
		return { definition: result.definition!, number: result.version!, isSaved: result.outcome === 'accepted' };
	}
	const { code, message, fix } = result.refusal;
	throw new TriageError('DEFINITION_UNUSABLE', message, fix, { details: { code } });
}

/**
 * Saves what a node describes under a name, where it is not saved yet. Run by hand, an earlier version comes back as the newest;
 * by itself a workflow never brings one back, so of two that save under one name none undoes the other. `option` is what the
 * editor calls the parameter that asks for it.
 */
export async function saveDefinition(
	context: IExecuteFunctions,
	target: DefinitionTarget,
	body: unknown,
	option: string,
): Promise<{ number: number; hints: Hint[] }> {
	const isByHand = context.getMode() === 'manual';
	const found = await findOrSave(context, target, body, isByHand);
	const kind = definitionKindNames[target.kind].toLowerCase();
	return { number: found.number, hints: tell(kind, option, found, isByHand) };
}
