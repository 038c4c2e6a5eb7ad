import { diffTables, reportDiff, tableInvalid, type RoutingTable } from '../../../core';
import { describeRuleSet } from './describeRuleSet';
import { leave, showFor, type Operation } from './operation';
import { findVersion, ruleSetParameter, whichVersionParameters } from './ruleSet';
import { readSubject, tableOf } from './subject';
import { tableParameters } from './table';

const before = { displayName: 'Before', which: 'whichBefore', version: 'versionBefore' };
const after = { displayName: 'After', which: 'whichAfter', version: 'versionAfter' };

const description: Operation['description'] = [
	ruleSetParameter(showFor(['diff']), 'list'),
	...whichVersionParameters(['diff'], before, 'inForce'),
	...tableParameters(['diff'], true),
	...whichVersionParameters(['diff'], after, 'newest', { tableFrom: ['version'] }),
];

/** What there was before the first version came into force. */
const nothing: RoutingTable = { id: '', columns: [], rules: [] };

const withoutVersion = ({ version: _, ...table }: RoutingTable): RoutingTable => table;

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const held = await findVersion(store, context, index, before);
	const { table, findings, saved } = await readSubject(store, context, index, after);
	if (table === null) throw tableInvalid(undefined, findings);
	const changes = diffTables(held === null ? nothing : tableOf(held), withoutVersion(table));
	const { summary, lines } = reportDiff(changes);
	const diff = {
		summary,
		text: lines.join('\n'),
		before_version: held?.version.number ?? null,
		after_version: saved?.version.number ?? null,
		...changes,
	};
	const rule_set = saved && describeRuleSet(saved.definition, saved.version.number, now);
	return leave(item, field, changes.is_same ? 1 : 0, { ...(rule_set && { rule_set }), diff });
};

export const diff: Operation = { description, execute };
