import type { IExecuteFunctions } from 'n8n-workflow';

import { TriageError } from '../../core';
import { readOption } from '../shared/readOption';
import { readRole } from '../shared/roles';

export const assigned = 0;
export const needsTriage = 1;

const choices = ['perRole', 'single'] as const;

function rowsOf(context: IExecuteFunctions): Array<{ role?: unknown }> {
	const { outputs, outputRoles } = context.getNode().parameters as {
		outputs?: unknown;
		outputRoles?: { values?: unknown };
	};
	const rows = outputs === 'perRole' ? outputRoles?.values : undefined;
	return Array.isArray(rows) ? (rows as Array<{ role?: unknown }>) : [];
}

/** How many outputs the node has, as the canvas shows them; never throws. */
export const countOutputs = (context: IExecuteFunctions): number => 2 + rowsOf(context).length;

function invalid(message: string, fix: string): TriageError {
	return new TriageError('FIELD_INVALID', message, fix);
}

/** The outputs of roles that have their own, by role. They are the same for all items: the canvas shows them. */
export function readRoleOutputs(context: IExecuteFunctions): ReadonlyMap<string, number> {
	readOption('Outputs', context.getNodeParameter('outputs', 0, 'single'), choices);
	const rows = rowsOf(context);
	const outputs = new Map<string, number>();
	for (const [index, row] of rows.entries()) {
		const role = readRole('Roles With Their Own Output', row?.role);
		const place = `Role ${index + 1} of 'Roles With Their Own Output'`;
		if (role === '') throw invalid(`${place} is empty`, 'Choose a role, or remove the row');
		if (role.startsWith('='))
			throw invalid(`${place} is an expression`, 'Type its name: outputs are the same for all items');
		if (outputs.has(role)) throw invalid(`${place} is '${role}' again`, 'Remove one of both');
		outputs.set(role, 2 + index);
	}
	return outputs;
}
