import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { readDefinitionName, type DefinitionKind } from '../../core';
import { openStore } from './openStore';

/** List searches by the kind they offer. */
const searches = { calendar: 'searchCalendars', escalation_chain: 'searchChains' } as const;

/** What a list asks for. */
const called = { calendar: 'calendar', escalation_chain: 'chain' } as const;

/** A parameter that picks what was saved by name, from the list or by typing; required unless the field says otherwise. */
export function definitionParameter(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'displayOptions' | 'required'>,
	kind: keyof typeof searches,
	placeholder: string,
): INodeProperties {
	return {
		required: true,
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${called[kind]}…`,
				typeOptions: { searchListMethod: searches[kind], searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder },
		],
	};
}

async function search(
	context: ILoadOptionsFunctions,
	kind: DefinitionKind,
	filter?: string,
): Promise<INodeListSearchResult> {
	const store = await openStore(context);
	const found = await store.listDefinitions(kind, { search: filter ?? '', in_force_at: new Date().toISOString() });
	return { results: found.map(({ name }) => ({ name, value: name })) };
}

/** Saved calendars of this store. */
export async function searchCalendars(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, 'calendar', filter);
}

/** Saved escalation chains of this store. */
export async function searchChains(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, 'escalation_chain', filter);
}

/** The name that a parameter holds. Throws `FIELD_INVALID`. */
export function readDefinition(kind: DefinitionKind, parameter: unknown): string {
	const isLocator = typeof parameter === 'object' && parameter !== null && 'value' in parameter;
	return readDefinitionName(kind, isLocator ? parameter.value : parameter);
}
