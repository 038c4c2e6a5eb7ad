import type { IExecuteFunctions } from 'n8n-workflow';

import {
	compileContractCached,
	definitionFormats,
	lacksReview,
	readDefinitionName,
	TriageError,
	versionInForce,
	type CompiledContract,
	type Contract,
	type Definition,
	type DefinitionTarget,
} from '../../core';
import { commandOf } from '../shared/command';
import type { Hint } from '../shared/hints';
import { openStore } from '../shared/openStore';
import type { NamedContract } from './savedContract';

/** Longer than the name of any workflow and node. */
const maxReasonLength = 500;

/** The contract that was saved, and what to say about it. */
export interface SavedContract extends NamedContract {
	hints: Hint[];
}

/** What was saved, or why nothing was. A run that somebody watches is told also that all is as it should be. */
function tell(definition: Definition, number: number, isSaved: boolean, isByHand: boolean): Hint[] {
	const now = new Date().toISOString();
	const called = `contract '${definition.name}'`;
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
		: "Run this node by hand to bring it back, or remove the option 'Save Contract As'.";
	const message = `Not saved: this was version ${number} of ${called} before, and ${instead}. ${fix}`;
	return [{ message, type: 'warning' }];
}

/**
 * Saves a contract under a name where it is not saved yet, and gives it as it is kept. Run by hand, an earlier version comes
 * back as the newest; by itself a workflow never brings one back, so of two that save under one name none undoes the other.
 * Throws `CONTRACT_INVALID`, `DEFINITION_INVALID` and `FIELD_INVALID`.
 */
export async function saveContract(
	context: IExecuteFunctions,
	saveAs: string,
	{ version: _version, ...parameters }: Contract,
): Promise<SavedContract> {
	const name = readDefinitionName('contract', saveAs);
	const written = { ...parameters, id: name } as Contract;
	const contract = compileContractCached(definitionFormats.contract.split(written, name).body as Contract);
	const isByHand = context.getMode() === 'manual';
	const { definition, number, isSaved } = await findOrSave(context, contract, name, isByHand);
	return {
		contract,
		name: `${name} v${number}`,
		written,
		hints: tell(definition, number, isSaved, isByHand),
	};
}

interface Found {
	definition: Definition;
	number: number;
	isSaved: boolean;
}

/** The version that holds the contract. Where it is known, a run by itself reads once and waits for no lock. */
async function findOrSave(
	context: IExecuteFunctions,
	{ contract, digest }: CompiledContract,
	name: string,
	isByHand: boolean,
): Promise<Found> {
	const target: DefinitionTarget = { kind: 'contract', name };
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
			body: contract,
			only_if_unsaved: !isByHand,
			reason: reason.toWellFormed().slice(0, maxReasonLength),
		},
		commandOf(context, 0, 'save_contract'),
	);
	if (result.outcome !== 'refused') {
		return { definition: result.definition!, number: result.version!, isSaved: result.outcome === 'accepted' };
	}
	const { code, message, fix } = result.refusal;
	throw new TriageError('DEFINITION_UNUSABLE', message, fix, { details: { code } });
}
