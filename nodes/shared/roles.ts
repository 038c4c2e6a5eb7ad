import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { readRoleName, TriageError } from '../../core';
import { toListError } from './errors';
import { openStore } from './openStore';

/** Who gets what nobody else does, unless a node names another role. */
export const defaultFallbackRole = 'Triage';

/** A parameter that picks a role by name, from those the store has seen or by typing. */
export function roleParameter(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'displayOptions' | 'required' | 'hint'>,
	defaultRole: string,
	placeholder: string,
): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'name', value: defaultRole },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a role…',
				typeOptions: { searchListMethod: 'searchRoles', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder },
		],
	};
}

const noRole = () =>
	new TriageError(
		'DEFINITION_NOT_FOUND',
		'No role is known yet',
		"Choose 'By Name' and type one: it is in the list once a case has it, or once it is saved by Triage Setup",
	);

/** Roles that own or back up a case in this store. */
export async function searchRoles(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	try {
		const wanted = (filter ?? '').toLowerCase();
		const store = await openStore(this);
		const roles = await store.listRoles();
		if (roles.length === 0) throw noRole();
		const found = roles.filter((role) => role.toLowerCase().includes(wanted));
		return { results: found.map((role) => ({ name: role, value: role })) };
	} catch (thrown) {
		throw toListError(this.getNode(), thrown);
	}
}

/** Names of roles with commas between them, or a list of names from an expression; each once. */
export function readRoles(displayName: string, parameter: unknown): string[] {
	const entries = Array.isArray(parameter) ? (parameter as unknown[]) : [parameter];
	const names = entries.flatMap((entry) => (typeof entry === 'string' ? entry.split(',') : [entry]));
	return [...new Set(names.map((name) => readRole(displayName, name)).filter((name) => name !== ''))];
}

/** Name of the role that a parameter holds; empty when none is chosen. */
export function readRole(displayName: string, parameter: unknown): string {
	const value =
		typeof parameter === 'object' && parameter !== null && 'value' in parameter ? parameter.value : parameter;
	return readRoleName(displayName, value);
}
