import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { versionInForce, type Definition } from '../../core';
import { toNodeError } from '../shared/errors';
import { openStore } from '../shared/openStore';

type Entry = INodeListSearchResult['results'][number];

/** Makes what is thrown readable in the list. */
async function listing(context: ILoadOptionsFunctions, find: () => Promise<Entry[]>): Promise<INodeListSearchResult> {
	try {
		return { results: await find() };
	} catch (thrown) {
		throw toNodeError(context.getNode(), thrown);
	}
}

function describeForce(definition: Definition): string {
	const number = versionInForce(definition, new Date().toISOString());
	return number === null ? 'nothing in force' : `version ${number} in force`;
}

/** The rule sets of the store, each with the version that decides now. */
export async function searchRuleSets(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await listing(this, async () => {
		const store = await openStore(this);
		const found = await store.listDefinitions('rule_set', { search: filter });
		return found.map((definition) => ({
			name: `${definition.name} (${describeForce(definition)})`,
			value: definition.name,
		}));
	});
}

/** The versions of the chosen rule set, the newest first. */
export async function searchVersions(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	return await listing(this, async () => {
		const name = String(this.getCurrentNodeParameter('ruleSet', { extractValue: true }) ?? '').trim();
		if (name === '' || name.startsWith('=')) return [];
		const store = await openStore(this);
		const versions = await store.listVersions({ kind: 'rule_set', name });
		return versions
			.reverse()
			.map(({ number, state, saved_at, author }) => ({
				name: `Version ${number}, ${state}, saved ${saved_at.slice(0, 10)} by ${author.id}`,
				value: String(number),
			}))
			.filter((entry) => entry.name.toLowerCase().includes(filter.toLowerCase()));
	});
}
