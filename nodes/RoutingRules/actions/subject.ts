import type { IExecuteFunctions } from 'n8n-workflow';

import { compileTable, type CompiledTable, type ParsedTable, type RoutingTable } from '../../../core';
import type { FoundDefinition, TriageStore } from '../../shared/openStore';
import { findVersion, notFound, readRuleSetName } from './ruleSet';
import { readGivenTable, readTableSource } from './table';

/** How the parameters of the version that is looked at are called. */
export const subjectNames = { displayName: 'Version', which: 'which', version: 'version' };

/** The table that an operation looks at: one that was handed over, or a version from the store. */
export interface Subject extends ParsedTable {
	saved: FoundDefinition | null;
}

/** A version as messages call it. */
export const callVersion = (name: string, version: number) => `Version ${version} of rule set '${name}'`;

export const tableOf = ({ body }: FoundDefinition): RoutingTable => body as RoutingTable;

export async function readSubject(
	store: TriageStore,
	context: IExecuteFunctions,
	index: number,
	names = subjectNames,
): Promise<Subject> {
	const source = readTableSource(context, index, true);
	if (source !== 'version') {
		const parsed = await readGivenTable(context, index, source, 'the rules');
		return { ...parsed, saved: null };
	}
	const saved = await findVersion(store, context, index, names);
	const { name } = readRuleSetName(context, index);
	if (saved === null) throw notFound(name, 'in force');
	return { table: tableOf(saved), findings: [], saved };
}

/** The table that is in force now, made ready; null where none is. */
export async function compileInForce(store: TriageStore, name: string): Promise<CompiledTable | null> {
	const found = await store.getDefinition({ kind: 'rule_set', name });
	return found === null ? null : compileTable(tableOf(found));
}
