import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { readDefinitionName, type DefinitionKind } from '../../core';
import { locatorParameter, searchDefinitions } from './savedDefinition';

/** What the list of a kind says of itself. */
const lists = {
	calendar: {
		searchListMethod: 'searchCalendars',
		placeholder: 'Select a calendar…',
		howToSave: "To save one, run a Business Calendar with the operation 'Save'",
	},
	escalation_chain: {
		searchListMethod: 'searchChains',
		placeholder: 'Select a chain…',
		howToSave:
			"To save one, open a TTL Escalation whose steps are set in it, add the option 'Save Steps As', and run it once",
	},
} as const;

/** A parameter that picks what was saved by name, from the list or by typing; required unless the field says otherwise. */
export function definitionParameter(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'displayOptions' | 'required'>,
	kind: keyof typeof lists,
	placeholder: string,
): INodeProperties {
	const typed = { displayName: 'By Name', name: 'name', placeholder };
	return locatorParameter({ required: true, ...field }, lists[kind], typed);
}

/** Saved calendars of this store. */
export async function searchCalendars(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchDefinitions(this, 'calendar', filter, lists.calendar.howToSave);
}

/** Saved escalation chains of this store. */
export async function searchChains(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchDefinitions(this, 'escalation_chain', filter, lists.escalation_chain.howToSave);
}

/** The name that a parameter holds. Throws `FIELD_INVALID`. */
export function readDefinition(kind: DefinitionKind, parameter: unknown): string {
	const isLocator = typeof parameter === 'object' && parameter !== null && 'value' in parameter;
	return readDefinitionName(kind, isLocator ? parameter.value : parameter);
}
