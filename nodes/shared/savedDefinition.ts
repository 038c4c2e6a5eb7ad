import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import {
	callDefinition,
	definitionKindNames,
	readDefinitionName,
	refuseUse,
	TriageError,
	type DefinitionKind,
	type DefinitionTarget,
} from '../../core';
import { toListError } from './errors';
import { openStore, type FoundDefinition, type TriageStore } from './openStore';

/** What a resource locator holds, which an expression may give as plain text. */
export function readChosen(parameter: unknown): string {
	const value =
		typeof parameter === 'object' && parameter !== null && 'value' in parameter ? parameter.value : parameter;
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

type Field = Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'displayOptions' | 'required'>;

/** A parameter that names something of the store: picked from a list, or typed. */
export function locatorParameter(
	field: Field,
	list: { searchListMethod: string; placeholder: string },
	typed: { displayName: string; name: string; placeholder: string },
): INodeProperties {
	const { searchListMethod, placeholder } = list;
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod, searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ ...typed, type: 'string' },
		],
	};
}

/**
 * A saved definition, to be used: the version that is asked for, or with null the one in force. Throws `FIELD_INVALID` for
 * what no name can be, `DEFINITION_NOT_FOUND`, and `DEFINITION_UNUSABLE` with the refusal's code in its details.
 */
export async function useDefinition(
	store: TriageStore,
	target: DefinitionTarget,
	version: number | null,
	howToSave: string,
): Promise<FoundDefinition> {
	const found = await store.getDefinition(target, version === null ? {} : { version });
	const name = readDefinitionName(target.kind, target.name);
	const listed = found ?? (await store.listDefinitions(target.kind, { search: name })).find((one) => one.name === name);
	if (listed === undefined) {
		throw new TriageError(
			'DEFINITION_NOT_FOUND',
			`There is no saved ${callDefinition({ kind: target.kind, name })}`,
			`Choose one from the list, or check the name, upper and lower case included. ${howToSave}`,
		);
	}
	const definition = 'definition' in listed ? listed.definition : listed;
	const refusal = found !== null && version === null ? null : refuseUse(definition, version, new Date().toISOString());
	if (refusal === null && found !== null) return found;
	// Without a refusal it came into force between the two reads.
	if (refusal === null) return await useDefinition(store, target, version, howToSave);
	const { code, message, fix } = refusal;
	throw new TriageError('DEFINITION_UNUSABLE', message, fix, { details: { code } });
}

/** Names of the definitions of a kind that have a version in force, for a list in the editor. */
export async function searchDefinitions(
	context: ILoadOptionsFunctions,
	kind: DefinitionKind,
	filter: string | undefined,
	howToSave: string,
): Promise<INodeListSearchResult> {
	try {
		const store = await openStore(context);
		const now = new Date().toISOString();
		const saved = await store.listDefinitions(kind, { search: filter });
		// The editor keeps the name that it shows, so nothing is in it that may change.
		const results = saved
			.filter((definition) => refuseUse(definition, null, now) === null)
			.map(({ name }) => ({ name, value: name }));
		if (results.length > 0 || filter) return { results };
		const called = definitionKindNames[kind].toLowerCase();
		throw saved.length === 0
			? new TriageError('DEFINITION_NOT_FOUND', `No ${called} is saved yet`, howToSave)
			: new TriageError(
					'DEFINITION_UNUSABLE',
					`No saved ${called} is in force`,
					'Have a version reviewed and activated, or save another one',
				);
	} catch (thrown) {
		throw toListError(context.getNode(), thrown);
	}
}
