import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { lintTable, readRoleName, reportFindings, type ParsedTable, type TableFinding } from '../../../core';
import type { TriageStore } from '../../shared/openStore';

export const newRolesOption: INodeProperties = {
	displayName: 'New Roles',
	name: 'newRoles',
	type: 'string',
	default: '',
	placeholder: 'e.g. Billing-Escalation, Product-Support',
	description:
		'Roles that rules may name although nobody has named them before, with commas between them. They are made when the rules come into force, and nobody is in them yet.',
};

export function readNewRoles(context: IExecuteFunctions, index: number): string[] {
	const { newRoles = '' } = context.getNodeParameter('options', index, {}) as { newRoles?: unknown };
	const names = Array.isArray(newRoles) ? (newRoles as unknown[]) : String(newRoles ?? '').split(',');
	return [...new Set(names.map((name) => readRoleName('New Roles', name)).filter((name) => name !== ''))];
}

/** All that is found in a table; what could not be read has findings already. */
export async function lint(
	store: TriageStore,
	{ table, findings }: ParsedTable,
	newRoles: readonly string[],
): Promise<TableFinding[]> {
	if (table === null) return findings;
	return lintTable(table, { roles: [...(await store.listRoles()), ...newRoles] });
}

export const isBlocking = ({ severity }: TableFinding) => severity === 'blocking';

/** Findings as an item carries them. */
export function describeLint(findings: readonly TableFinding[]) {
	const { summary, lines } = reportFindings(findings);
	const blocking_count = findings.filter(isBlocking).length;
	return {
		passed: blocking_count === 0,
		summary,
		text: lines.join('\n'),
		blocking_count,
		warning_count: findings.length - blocking_count,
		findings,
	};
}
