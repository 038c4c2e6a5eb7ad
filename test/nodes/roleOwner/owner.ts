import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { OwnerResolution, RoutingDecision, RoutingTable } from '../../../core';
import type { NodeClass } from '../../harness/nodeTypes';
import { flow, runWorkflow } from '../../harness/runWorkflow';
import { storeOfNodes } from '../../harness/stores';

export interface Condition {
	left: string;
	operation?: string;
	type?: string;
	right?: unknown;
}

export const when = (combinator: 'and' | 'or', conditions: Condition[], typeValidation = 'loose') => ({
	options: { caseSensitive: true, leftValue: '', typeValidation, version: 2 },
	combinator,
	conditions: conditions.map(({ left, operation = 'equals', type = 'string', right = '' }, index) => ({
		id: String(index),
		leftValue: left,
		rightValue: right,
		operator: { type, operation, ...(['exists', 'empty'].includes(operation) && { singleValue: true }) },
	})),
});
export const byName = (value: string) => ({ __rl: true, mode: 'name', value });
export const rule = (ruleName: string, filter: object, owner: string, backup = '', more: object = {}) => ({
	ruleName,
	when: filter,
	ownerRole: byName(owner),
	backupRole: byName(backup),
	more,
});

export const typeIs = (type: string) => when('and', [{ left: '={{ $json.type }}', right: type }]);
export const twoRules = [
	rule('Billing', typeIs('billing'), 'Billing-Escalation', 'Finance-Lead'),
	rule('Bug', typeIs('bug'), 'Product-Support'),
];

/** What the node says about an item. */
export type Owner = Omit<RoutingDecision, 'decided_by'> &
	Pick<OwnerResolution, 'decided_by' | 'skipped'> & {
		role: string;
		is_recorded: boolean;
		rule_set?: string;
		rule_set_version?: string | number | null;
	};

export const ownerOf = (item: { json: IDataObject } | undefined) =>
	(item?.json.triage as unknown as { owner: Owner }).owner;

/** Runs items through a Role Owner with these parameters beside the usual ones. */
export async function runOwner(
	parameters: object,
	input: IDataObject[],
	onError?: INode['onError'],
	nodes?: NodeClass[],
) {
	const all = {
		hitPolicy: 'unique',
		fallbackRole: byName('Triage'),
		caseId: '={{ $json.triage?.case_id }}',
		options: {},
	};
	const owner = {
		type: 'roleOwner',
		parameters: { ...all, ...parameters } as INodeParameters,
		...(onError && { onError }),
	};
	const json = flow({ Start: { type: 'n8n-nodes-base.manualTrigger' }, Owner: owner }, ['Start -> Owner']);
	const result = await runWorkflow(json, { input, nodes });
	return {
		...result,
		assigned: result.items('Owner', 0),
		triage: result.items('Owner', 1),
		outputs: result.nodes.Owner?.[0]?.outputs ?? [],
		hints: (result.nodes.Owner?.[0]?.hints ?? []).map(({ message }) => message),
	};
}

export const run = async (rules: object[], input: IDataObject[], more: object = {}) =>
	await runOwner({ rules: { values: rules }, ...more }, input);

let commands = 0;
const by = (id: string) => ({ command_id: `given-${(commands += 1)}`, actor: { kind: 'human' as const, id } });

/** Saves a role with members, each on duty or not. */
export async function saveRole(name: string, body: object = {}, onDuty: boolean[] = [true]) {
	const members = onDuty.map((on_duty, index) => ({ id: `m-${index}`, on_duty }));
	const store = await storeOfNodes();
	await store.executeDefinition({ kind: 'role', name }, { kind: 'save', body: { members, ...body } }, by('ada'));
}

/** Saves a rule set as its next version, which is reviewed by another person and activated as far as it is said. */
export async function saveRuleSet(
	name: string,
	table: Partial<RoutingTable>,
	then: Array<'review' | 'reject' | 'activate'> = ['review', 'activate'],
): Promise<number> {
	const store = await storeOfNodes();
	const target = { kind: 'rule_set', name } as const;
	const saved = await store.executeDefinition(target, { kind: 'save', body: table }, by('ada'));
	if (saved.outcome !== 'accepted' || saved.version === null) throw new Error(`Rule set '${name}' was not saved`);
	const { version } = saved;
	for (const step of then) {
		if (step === 'activate') await store.executeDefinition(target, { kind: 'activate', version }, by('ada'));
		else {
			const decision = step === 'review' ? 'approved' : 'rejected';
			await store.executeDefinition(target, { kind: 'review', version, decision }, by('bob'));
		}
	}
	return version;
}
