import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { TriageError, versionInForce, type Definition, type DefinitionTarget } from '../../../core';
import { describeValue, readOption } from '../../shared/readOption';
import { openStore, type FoundDefinition, type TriageStore } from '../../shared/openStore';
import { showFor } from './operation';

const nothingYet = (what: string, todo: string): INodeListSearchItems => ({ name: `${what}. ${todo}`, value: '' });

/** How a rule set stands, as the list shows it. */
function describeStanding(definition: Definition, now: string): string {
	const inForce = versionInForce(definition, now);
	const newest = definition.versions.at(-1);
	const parts = [inForce === null ? 'nothing in force' : `v${inForce} in force`];
	if (newest !== undefined && newest.number !== inForce) parts.push(`v${newest.number} ${newest.state}`);
	return parts.join(', ');
}

/** Rule sets of the node's store, for the list. */
export async function searchRuleSets(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const store = await openStore(this);
	const found = await store.listDefinitions('rule_set', { search: filter });
	const now = new Date().toISOString();
	if (found.length === 0 && filter === '') {
		return { results: [nothingYet('There is no rule set yet', "Save one by the operation 'Propose'")] };
	}
	return {
		results: found.map((one) => ({ name: `${one.name} (${describeStanding(one, now)})`, value: one.name })),
	};
}

/** Versions of the chosen rule set, newest first, for the list. */
export async function searchVersions(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const name = nameIn(this.getCurrentNodeParameter('ruleSet'));
	const store = await openStore(this);
	const versions = name === '' ? [] : await store.listVersions({ kind: 'rule_set', name });
	if (versions.length === 0) return { results: [nothingYet('There is no version yet', 'Choose a rule set first')] };
	const results = versions.toReversed().map(({ number, state, saved_at, author, reason }) => ({
		name: [`v${number}, ${state}, ${saved_at.slice(0, 10)} by ${author.id}`, ...(reason ? [reason] : [])].join(': '),
		value: number,
	}));
	return { results: results.filter(({ name: shown }) => shown.toLowerCase().includes(filter.toLowerCase())) };
}

/** The parameter that picks a rule set by name. */
export function ruleSetParameter(
	displayOptions: INodeProperties['displayOptions'],
	mode: 'list' | 'name',
): INodeProperties {
	return {
		displayName: 'Rule Set',
		name: 'ruleSet',
		type: 'resourceLocator',
		required: true,
		default: { mode, value: '' },
		displayOptions,
		description: 'Rules that are saved by this name, with all their versions',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a rule set…',
				typeOptions: { searchListMethod: 'searchRuleSets', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. support' },
		],
	};
}

/** The parameter that picks a version: the one that the node before was about, unless another is chosen. */
export function versionParameter(
	displayOptions: INodeProperties['displayOptions'],
	names: Pick<INodeProperties, 'displayName' | 'name'> = { displayName: 'Version', name: 'version' },
): INodeProperties {
	return {
		...names,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'number', value: '={{ $json.triage?.rule_set?.version }}' },
		displayOptions,
		description: 'Number of the version. Without another choice, the one that the node before was about.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a version…',
				typeOptions: { searchListMethod: 'searchVersions', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Number', name: 'number', type: 'string', placeholder: 'e.g. 4' },
		],
	};
}

const whichVersions = ['inForce', 'newest', 'number'] as const;

/** The parameters that say which version is meant, where that need not be a certain one. */
export function whichVersionParameters(
	operations: readonly string[],
	names: { displayName: string; which: string; version: string },
	fallback: (typeof whichVersions)[number],
	more: Record<string, string[]> = {},
): INodeProperties[] {
	return [
		{
			displayName: names.displayName,
			name: names.which,
			type: 'options',
			default: fallback,
			displayOptions: showFor(operations, more),
			description: 'Which version of the rule set is meant',
			options: [
				{ name: 'By Number', value: 'number' },
				{ name: 'In Force Now', value: 'inForce' },
				{ name: 'Newest', value: 'newest' },
			],
		},
		versionParameter(showFor(operations, { ...more, [names.which]: ['number'] }), {
			displayName: `${names.displayName} Number`,
			name: names.version,
		}),
	];
}

function valueIn(parameter: unknown): unknown {
	return typeof parameter === 'object' && parameter !== null && 'value' in parameter ? parameter.value : parameter;
}

function nameIn(parameter: unknown): string {
	return String(valueIn(parameter) ?? '').trim();
}

/** The rule set that a node is about. */
export function readRuleSetName(context: IExecuteFunctions, index: number): DefinitionTarget {
	const name = nameIn(context.getNodeParameter('ruleSet', index, ''));
	if (name !== '') return { kind: 'rule_set', name };
	throw new TriageError('FIELD_INVALID', "'Rule Set' is empty", 'Choose one from the list, or type its name');
}

/** The number of a version, as a parameter holds it. */
export function readVersion(context: IExecuteFunctions, index: number, displayName = 'Version', name = 'version') {
	const value = valueIn(context.getNodeParameter(name, index, ''));
	const version =
		typeof value === 'number' || /^\s*v?\d+\s*$/.test(String(value)) ? Number(String(value).replace('v', '')) : 0;
	if (Number.isSafeInteger(version) && version > 0) return version;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${value === '' ? 'empty' : describeValue(value)}; the number of a version is expected`,
		'Choose one from the list, or put this node after the one that proposes it',
	);
}

/** The version that is meant, with its body; null where none is in force and that one is meant. */
export async function findVersion(
	store: TriageStore,
	context: IExecuteFunctions,
	index: number,
	names: { displayName: string; which: string; version: string },
): Promise<FoundDefinition | null> {
	const target = readRuleSetName(context, index);
	const which = readOption(names.displayName, context.getNodeParameter(names.which, index), whichVersions);
	const versions = await store.listVersions(target);
	if (versions.length === 0) throw notFound(target.name);
	if (which === 'inForce') return await store.getDefinition(target);
	const version =
		which === 'newest' ? versions.length : readVersion(context, index, `${names.displayName} Number`, names.version);
	const found = await store.getDefinition(target, { version });
	if (found !== null) return found;
	throw new TriageError(
		'DEFINITION_NOT_FOUND',
		`Rule set '${target.name}' has no version ${version}`,
		`Pick a version from the list. The newest is ${versions.length}`,
	);
}

/** There is no rule set of that name, or no version of it in force. */
export function notFound(name: string, what: 'saved' | 'in force' = 'saved'): TriageError {
	return what === 'saved'
		? new TriageError(
				'DEFINITION_NOT_FOUND',
				`There is no rule set '${name}'`,
				"Choose one from the list, or save it by the operation 'Propose'",
			)
		: new TriageError(
				'DEFINITION_NOT_FOUND',
				`No version of rule set '${name}' is in force`,
				"Choose another version, or activate one by the operation 'Activate'",
			);
}
