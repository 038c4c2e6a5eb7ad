import type { IExecuteFunctions } from 'n8n-workflow';

import {
	checkPinnedVersion,
	compileTable,
	maxNameLength,
	readPastedTable,
	TriageError,
	type RoutingTable,
	type TableSettings,
} from '../../../core';
import type { TriageStore } from '../../shared/openStore';
import { describeValue } from '../../shared/readOption';
import type { Rules } from './rules';

function asRules(context: IExecuteFunctions, table: RoutingTable): Rules {
	const items = context.getInputData();
	const compiled = compileTable(table);
	const outcomes = [...compiled.table.rules.map(({ then }) => then), ...[compiled.table.default ?? []].flat()];
	return {
		decide: (index, suggestion, options) => compiled.decide(items[index]?.json, suggestion, options),
		roles: outcomes.flatMap(({ owner_role, backup_role = '' }) => [owner_role, backup_role]),
	};
}

/** The table that was pasted into the node, or that an expression gives. A table without a name has that of the node. */
export function readTableRules(context: IExecuteFunctions, settings: Omit<TableSettings, 'id'>): Rules {
	const pasted = context.getNodeParameter('table', 0, '');
	if (typeof pasted === 'string' && pasted.trim() === '') {
		throw new TriageError('FIELD_INVALID', "'Table' is empty", 'Paste a table as CSV or JSON, with a line of headers');
	}
	const id = context.getNode().name.toWellFormed().trim().slice(0, maxNameLength) || 'table';
	return asRules(context, readPastedTable(pasted, { ...settings, id }));
}

const valueOf = (locator: unknown): unknown =>
	typeof locator === 'object' && locator !== null && 'value' in locator ? locator.value : locator;

function readName(context: IExecuteFunctions): string {
	const value = valueOf(context.getNodeParameter('ruleSet', 0, ''));
	if (typeof value === 'string' && value.trim() !== '') return value.trim();
	const found = value === '' ? 'empty' : describeValue(value);
	throw new TriageError('FIELD_INVALID', `'Rule Set' is ${found}`, 'Choose a rule set, or type its name');
}

/** Number of the version that the node is tied to; undefined for the one in force. */
function readPinnedVersion(context: IExecuteFunctions): number | undefined {
	if (context.getNodeParameter('versionChoice', 0, 'inForce') !== 'pinned') return undefined;
	const value = valueOf(context.getNodeParameter('version', 0, ''));
	const number = typeof value === 'string' && /^\s*v?\d+\s*$/.test(value) ? Number(value.replace('v', '')) : value;
	if (Number.isSafeInteger(number) && (number as number) > 0) return number as number;
	const found = value === '' ? 'empty' : describeValue(value);
	throw new TriageError(
		'FIELD_INVALID',
		`'Pinned Version' is ${found}; a number from 1 is expected`,
		"Choose a version, or set 'Version' to In Force",
	);
}

/** The rule set that was saved by a name, in the version that is in force or in the one that the node is tied to. */
export async function readSavedRules(context: IExecuteFunctions, store: TriageStore): Promise<Rules> {
	const target = { kind: 'rule_set', name: readName(context) } as const;
	const pinned = readPinnedVersion(context);
	const found = await store.getDefinition(target, pinned === undefined ? {} : { version: pinned });
	if (found !== null) {
		if (pinned !== undefined) checkPinnedVersion(found.definition, pinned);
		return asRules(context, { ...(found.body as RoutingTable), version: found.version.number });
	}
	const versions = await store.listVersions(target);
	if (versions.length === 0) {
		throw new TriageError(
			'DEFINITION_NOT_FOUND',
			`There is no rule set '${target.name}'`,
			'Check the name, upper and lower case included, or save it first',
		);
	}
	const called = pinned === undefined ? 'no version in force' : `no version ${pinned}`;
	throw new TriageError(
		'DEFINITION_NOT_FOUND',
		`Rule set '${target.name}' has ${called}`,
		pinned === undefined ? 'Have a version reviewed and activate it' : `Choose a version from 1 to ${versions.length}`,
	);
}
