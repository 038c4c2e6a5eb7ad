import { maxNameLength, storableText } from '../../case';
import { describeKind, memberOf, nearestWord } from '../../gate';
import { hitPolicies, type HitPolicy, type RoutingTable, type TableFinding } from '../types';
import { blocking, findingOf } from './findings';
import { readColumns, type ReadColumn } from './readColumns';
import { findUnknownNames, isRecord, readOutcome } from './readOutcome';
import { readRules, type ReadRule } from './readRules';

/** A table as far as it can be used. */
export interface ReadTable {
	/** Only what could be read: with findings, rules may be missing. */
	table: RoutingTable & { hit_policy: HitPolicy };
	columns: readonly ReadColumn[];
	rules: readonly ReadRule[];
}

const tableFields = ['id', 'version', 'hit_policy', 'columns', 'rules', 'default'];

const refuse = (message: string, fix: string) => blocking('TABLE_INVALID', [], message, fix);

function readId(value: unknown): { id: string; findings: TableFinding[] } {
	const id = memberOf(value, 'id');
	if (typeof id !== 'string' || id.trim() === '') {
		return { id: '', findings: [refuse(`'id' is ${describeKind(id, false)}`, 'Give the table a name')] };
	}
	try {
		return { id: storableText('id', id, maxNameLength), findings: [] };
	} catch (thrown) {
		return { id: '', findings: [findingOf(thrown, 'TABLE_INVALID', [], 'The table')] };
	}
}

function readVersion(value: unknown): TableFinding[] {
	const version = memberOf(value, 'version');
	const isText = typeof version === 'string' && version.length <= maxNameLength && version.isWellFormed();
	if (version === undefined || isText || Number.isSafeInteger(version)) return [];
	return [refuse(`'version' is ${describeKind(version, false)}`, 'Write a whole number or a short text')];
}

function readPolicy(value: unknown): { policy: HitPolicy; findings: TableFinding[] } {
	const written = memberOf(value, 'hit_policy');
	const policy = written === undefined ? 'unique' : hitPolicies.find((name) => name === written);
	if (policy !== undefined) return { policy, findings: [] };
	const meant = typeof written === 'string' ? nearestWord(written, hitPolicies) : undefined;
	const fix = `${meant === undefined ? '' : `Did you mean ${meant}? `}Allowed are ${hitPolicies.join(', ')}`;
	return { policy: 'unique', findings: [refuse(`'hit_policy' is ${describeKind(written, false)}`, fix)] };
}

/** A table from a loose value, as far as it can be read, and all that is wrong with it. */
export function readTable(value: unknown): { read: ReadTable | null; findings: TableFinding[] } {
	if (!isRecord(value)) {
		const message = `The table is ${describeKind(value, false)}`;
		return { read: null, findings: [refuse(message, 'Write an object with id, columns and rules')] };
	}
	const unknown = findUnknownNames(value, tableFields).map(([name, fix]) => refuse(`The table has no '${name}'`, fix));
	const { id, findings: ofId } = readId(value);
	const { policy, findings: ofPolicy } = readPolicy(value);
	const { columns, findings: ofColumns } = readColumns(memberOf(value, 'columns'));
	const { rules, findings: ofRules } = readRules(memberOf(value, 'rules'), columns, ofColumns.length === 0);
	const rawDefault = memberOf(value, 'default') ?? null;
	const { outcome, findings: ofDefault } =
		rawDefault === null ? { outcome: null, findings: [] } : readOutcome(rawDefault, { rules: [], name: 'The default' });
	const version = memberOf(value, 'version') as RoutingTable['version'];
	const table = {
		id,
		...(version !== undefined && { version }),
		hit_policy: policy,
		columns: columns.map(({ column }) => column),
		rules: rules.map(({ rule }) => rule),
		...(outcome !== null && { default: outcome }),
	};
	return {
		read: { table, columns, rules },
		findings: [...ofId, ...readVersion(value), ...ofPolicy, ...unknown, ...ofColumns, ...ofRules, ...ofDefault],
	};
}
