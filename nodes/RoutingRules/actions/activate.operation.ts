import {
	compileTable,
	describeDefinitionRefusal,
	judgePublish,
	maxLineLength,
	storableText,
	type DefinitionTarget,
} from '../../../core';
import { readInstantFilter } from '../../shared/filters';
import type { NodeCommand } from '../../shared/command';
import { describeRuleSet } from './describeRuleSet';
import { describeLint, lint, readNewRoles } from './lintResult';
import { leave, showFor, type Operation, type OperationContext } from './operation';
import { describeBacktest, pastCaseParameters, readMostMoved, readStoredCases, replay } from './pastCases';
import { commandOfPerson, personParameters, readReason } from './person';
import { notFound, readRuleSetName, readVersion, ruleSetParameter, versionParameter } from './ruleSet';
import { callVersion, compileInForce, tableOf } from './subject';

const { limits, options: pastCaseOptions } = pastCaseParameters('activate');

export const activateOptions = [
	{
		displayName: 'Activate Although Cases Move',
		name: 'acceptedBecause',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. Bugs belong to Engineering since the team was split',
		description:
			'Why more cases may move than are allowed, as the log keeps it. Blocking findings cannot be argued away.',
	},
	...pastCaseOptions,
];

const description: Operation['description'] = [
	ruleSetParameter(showFor(['activate']), 'list'),
	versionParameter(showFor(['activate'])),
	{
		displayName: 'In Force From',
		name: 'effectiveFrom',
		type: 'dateTime',
		default: '',
		displayOptions: showFor(['activate']),
		description: 'When the version comes into force. Empty means now; what was in force in the past stays.',
	},
	...limits,
	...personParameters('activate', 'Activated By', 'e.g. Agreed in the team meeting'),
];

/** Roles that the rules may name although nobody did before: made with nobody in them, so that whoever looks sees that. */
async function makeRoles({ store }: OperationContext, roles: readonly string[], command: NodeCommand) {
	for (const name of roles) {
		const target: DefinitionTarget = { kind: 'role', name };
		const context = { ...command, command_id: `${command.command_id}:${name}` };
		await store.executeDefinition(target, { kind: 'save', body: {}, only_if_new: true }, context);
	}
}

function readAccepted({ context }: OperationContext, index: number): string {
	const { acceptedBecause = '' } = context.getNodeParameter('options', index, {}) as { acceptedBecause?: unknown };
	return storableText('Activate Although Cases Move', String(acceptedBecause ?? ''), maxLineLength);
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, field, now } = operation;
	const target = readRuleSetName(context, index);
	const version = readVersion(context, index);
	const command = commandOfPerson(context, index, 'activate', 'Activated By');
	const [{ reason }, because] = [readReason(context, index), readAccepted(operation, index)];
	const from: unknown = context.getNodeParameter('effectiveFrom', index, '');
	const effective_from = from ? readInstantFilter('In Force From', from, context.getTimezone()) : undefined;
	const mostMoved = readMostMoved(context, index);
	const newRoles = readNewRoles(context, index);

	const found = await store.getDefinition(target, { version });
	if (found === null) {
		const { length } = await store.listVersions(target);
		if (length === 0) throw notFound(target.name);
		const code = 'DEFINITION_VERSION_UNKNOWN';
		const refusal = describeDefinitionRefusal(target, { code, version, detail: String(length) });
		return leave(item, field, 1, { rule_set: null, refusal });
	}
	const findings = await lint(store, { table: tableOf(found), findings: [] }, newRoles);
	const [draft, active] = [compileTable(tableOf(found)), await compileInForce(store, target.name)];
	const cases = await readStoredCases(store, context, index, [draft, active]);
	const backtest = await replay(context, draft, active, cases);
	const checks = { lint: describeLint(findings), backtest: describeBacktest(backtest, mostMoved) };
	const check = { findings, backtest, most_moved_rate: mostMoved, accepted_because: because };
	const refusal = judgePublish(callVersion(target.name, version), check);
	if (refusal !== null) {
		const rule_set = describeRuleSet(found.definition, version, now);
		return leave(item, field, 1, { rule_set, refusal, ...checks });
	}
	const why = [reason, because].filter(Boolean).join('. ');
	const said = {
		kind: 'activate',
		version,
		...(effective_from && { effective_from }),
		...(why && { reason: why }),
	} as const;
	const result = await store.executeDefinition(target, said, command);
	const rule_set = result.definition && describeRuleSet(result.definition, version, now);
	if (result.outcome === 'refused') {
		return leave(item, field, 1, { rule_set, refusal: { ...result.refusal }, ...checks });
	}
	await makeRoles(operation, newRoles, command);
	return leave(item, field, 0, { rule_set, ...checks });
};

export const activate: Operation = { description, execute };
