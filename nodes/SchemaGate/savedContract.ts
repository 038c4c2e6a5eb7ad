import type { IExecuteFunctions, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { compileContractCached, refuseUse, TriageError, type CompiledContract, type Contract } from '../../core';
import { toListError } from '../shared/errors';
import { openStore, type TriageStore } from '../shared/openStore';
import { describeValue, readOption } from '../shared/readOption';
import { readChosen, searchDefinitions, useDefinition } from '../shared/savedDefinition';
import type { GateParameters } from './parameters';

/** A contract ready to check by, as people know it. */
export interface NamedContract {
	contract: CompiledContract;
	/** Name and version. */
	name: string;
	/** As the node's parameters have it, before it is kept; the same where it was saved before. */
	written: Contract;
}

export const savedVersionChoices = ['inForce', 'pinned'] as const;
const howToSave =
	"To save one, open a Schema Gate that defines the contract, add the option 'Save Contract As', and run it once";

function readVersion({ savedVersion, savedVersionNumber }: GateParameters): number | null {
	if (readOption('Version', savedVersion, savedVersionChoices) === 'inForce') return null;
	const number = Number(readChosen(savedVersionNumber) || Number.NaN);
	if (Number.isSafeInteger(number) && number > 0) return number;
	throw new TriageError(
		'FIELD_INVALID',
		`'Version Number' is ${describeValue(savedVersionNumber)}; a whole number from 1 is expected`,
		"Choose a version from the list, or set 'Version' to In Force",
	);
}

function readName(parameter: unknown): string {
	const name = readChosen(parameter);
	if (name !== '') return name;
	throw new TriageError('FIELD_INVALID', "'Contract' is empty", `Choose a saved contract from the list. ${howToSave}`);
}

async function load(store: TriageStore, name: string, wanted: number | null): Promise<NamedContract> {
	const { body, version } = await useDefinition(store, { kind: 'contract', name }, wanted, howToSave);
	const contract = compileContractCached(body as Contract);
	if (contract.digest === version.digest) {
		return { contract, name: `${name} v${version.number}`, written: contract.contract };
	}
	throw new TriageError(
		'EVIDENCE_INVALID',
		`Version ${version.number} of contract '${name}' is not what was saved: its digest differs`,
		'Verify the store, and restore it from a copy',
	);
}

/** The saved contracts that one run of a gate uses. Each is read once, however many items are checked by it. */
export class SavedContracts {
	readonly #loaded = new Map<string, NamedContract | Promise<NamedContract>>();
	#store: Promise<TriageStore> | undefined;

	constructor(private readonly context: IExecuteFunctions) {}

	/** Throws what `useDefinition` throws, `FIELD_INVALID`, and `EVIDENCE_INVALID` for a body that was changed since. */
	find(parameters: GateParameters): NamedContract | Promise<NamedContract> {
		const [name, version] = [readName(parameters.savedContract), readVersion(parameters)];
		const key = JSON.stringify([name, version]);
		const known = this.#loaded.get(key);
		if (known !== undefined) return known;
		this.#store ??= openStore(this.context);
		const loading = this.#store.then(async (store) => await load(store, name, version));
		this.#loaded.set(key, loading);
		loading.then(
			(loaded) => this.#loaded.set(key, loaded),
			() => undefined,
		);
		return loading;
	}
}

/** The saved contracts that can be used. */
export async function searchContracts(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchDefinitions(this, 'contract', filter, howToSave);
}

/** The versions of the chosen contract that can be used, the newest first. */
export async function searchContractVersions(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	try {
		const name = readName(this.getCurrentNodeParameter('savedContract'));
		if (name.startsWith('=')) {
			throw new TriageError(
				'FIELD_INVALID',
				"'Contract' is an expression, which has no value before the node runs",
				'Type the number instead of choosing it from the list',
			);
		}
		const now = new Date().toISOString();
		const store = await openStore(this);
		const [definition] = (await store.listDefinitions('contract', { search: name })).filter((one) => one.name === name);
		const usable = (definition?.versions ?? []).filter(({ number }) => !refuseUse(definition!, number, now));
		// The editor keeps the name that it shows, so nothing is in it that may change.
		const results = usable.reverse().map(({ number, saved_at }) => ({
			name: `${number}, saved ${saved_at.slice(0, 16).replace('T', ' ')} UTC`,
			value: String(number),
		}));
		return { results: results.filter((one) => one.name.includes(filter ?? '')) };
	} catch (thrown) {
		throw toListError(this.getNode(), thrown);
	}
}
