import { definitionInvalid, judgePublish, TriageError, type DefinitionTarget, type TableFinding } from '../../../core';
import { describeRuleSet } from './describeRuleSet';
import { describeLint, lint, readNewRoles } from './lintResult';
import { leave, showFor, type Operation } from './operation';
import { commandOfPerson, personParameters, readReason } from './person';
import { readRuleSetName, readVersion, ruleSetParameter } from './ruleSet';
import { readGivenTable, readTableSource, tableParameters } from './table';

const description: Operation['description'] = [
	ruleSetParameter(showFor(['propose']), 'name'),
	...tableParameters(['propose'], false),
	...personParameters('propose', 'Proposed By', 'e.g. Refunds go to Billing from June on'),
];

/** What a table says that cannot be read, as the store says it of one that cannot be kept. */
function unreadable({ kind, name }: DefinitionTarget, findings: readonly TableFinding[]) {
	return definitionInvalid(
		{ kind, name },
		findings.map(({ message, fix }) => ({ pointer: '', message, fix })),
	);
}

const refusalOf = ({ code, message, fix }: TriageError) => ({ code, message, fix });

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const target = readRuleSetName(context, index);
	const source = readTableSource(context, index, false);
	const command = commandOfPerson(context, index, 'propose', 'Proposed By');
	const options = context.getNodeParameter('options', index, {}) as { basedOn?: unknown };
	const based =
		options.basedOn === undefined ? {} : { based_on: readVersion(context, index, 'Based On', 'options.basedOn') };
	const given = await readGivenTable(context, index, source as Exclude<typeof source, 'version'>, target.name);
	const found = await lint(store, given, readNewRoles(context, index));
	if (given.table === null) {
		return leave(item, field, 1, {
			rule_set: null,
			refusal: refusalOf(unreadable(target, found)),
			lint: describeLint(found),
		});
	}
	const { version: _ownVersion, ...body } = given.table;
	const held = (await store.listDefinitions('rule_set', { search: target.name })).find(
		({ name }) => name === target.name,
	);
	// Where no review is required, saving brings a version into force.
	const blocked =
		held?.governance.review_required === false &&
		judgePublish(`The new version of rule set '${target.name}'`, { findings: found });
	if (blocked) return leave(item, field, 1, { rule_set: null, refusal: blocked, lint: describeLint(found) });
	try {
		const said = { ...based, ...readReason(context, index) };
		const result = await store.executeDefinition(target, { kind: 'save', body, ...said }, command);
		if (result.outcome === 'refused') {
			const rule_set = result.definition && describeRuleSet(result.definition, null, now);
			return leave(item, field, 1, { refusal: { ...result.refusal }, rule_set, lint: describeLint(found) });
		}
		const rule_set = describeRuleSet(result.definition!, result.version, now);
		return leave(item, field, 0, { rule_set, is_new: result.outcome === 'accepted', lint: describeLint(found) });
	} catch (thrown) {
		if (!(thrown instanceof TriageError) || thrown.code !== 'DEFINITION_INVALID') throw thrown;
		return leave(item, field, 1, { rule_set: null, refusal: refusalOf(thrown), lint: describeLint(found) });
	}
};

export const propose: Operation = { description, execute };
