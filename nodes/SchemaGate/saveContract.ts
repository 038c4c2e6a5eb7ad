import type { IExecuteFunctions } from 'n8n-workflow';

import { compileContractCached, definitionFormats, readDefinitionName, type Contract } from '../../core';
import type { Hint } from '../shared/hints';
import { saveDefinition } from '../shared/saveDefinition';
import type { NamedContract } from './savedContract';

/** The contract that was saved, and what to say about it. */
export interface SavedContract extends NamedContract {
	hints: Hint[];
}

/**
 * Saves a contract under a name as `saveDefinition` does, and gives it as it is kept. Throws `CONTRACT_INVALID`,
 * `DEFINITION_INVALID` and `FIELD_INVALID`.
 */
export async function saveContract(
	context: IExecuteFunctions,
	saveAs: string,
	{ version: _version, ...parameters }: Contract,
): Promise<SavedContract> {
	const name = readDefinitionName('contract', saveAs);
	const written = { ...parameters, id: name } as Contract;
	const contract = compileContractCached(definitionFormats.contract.split(written, name).body as Contract);
	const target = { kind: 'contract', name } as const;
	const { number, hints } = await saveDefinition(context, target, contract.contract, 'Save Contract As');
	return { contract, name: `${name} v${number}`, written, hints };
}
