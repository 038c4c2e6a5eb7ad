import type { IExecuteFunctions } from 'n8n-workflow';

import {
	answerReader,
	hitPolicies,
	parsePath,
	TriageError,
	unstaffedChoices,
	type RuleOutcome,
	type Suggestion,
	type UnstaffedChoice,
} from '../../core';
import { parameterReader, type ParameterReader } from '../shared/parameterReader';
import type { TriageStore } from '../shared/openStore';
import { describeValue, readOption } from '../shared/readOption';
import { defaultResultField } from '../shared/resultField';
import { readRole } from '../shared/roles';
import { readCanvasRules } from './rules/canvasRules';
import type { Rules } from './rules/rules';
import { readSavedRules, readTableRules } from './rules/tableRules';

const ruleSources = ['canvas', 'ruleSet', 'table'] as const;

/** What stands in the node's options. */
export interface Options {
	checkAvailability?: boolean;
	chosenRole?: unknown;
	cooldownMinutes?: unknown;
	defaultRole?: unknown;
	explain?: boolean;
	moveOwned?: boolean;
	resultField?: string;
	unstaffed?: unknown;
}

/** Parameters that an expression may make another for each item. */
export interface ItemParameters extends Record<string, unknown> {
	fallbackRole: unknown;
	caseId: unknown;
	answer: unknown;
	options: Options;
}

export function readItemParameters(context: IExecuteFunctions): ParameterReader<ItemParameters> {
	return parameterReader<ItemParameters>(context, { fallbackRole: undefined, caseId: '', answer: '', options: {} });
}

/** What is the same for all items. */
export interface Settings {
	field: string;
	explain: boolean;
	/** Null where nobody asks who is there. */
	unstaffed: UnstaffedChoice | null;
	/** Null where a case stays with the owner it has. */
	reroute: { cooldown_seconds: number } | null;
}

function readCooldown(minutes: unknown): { cooldown_seconds: number } {
	if (typeof minutes === 'number' && minutes >= 0) return { cooldown_seconds: minutes * 60 };
	throw new TriageError(
		'FIELD_INVALID',
		`'Least Minutes Between Moves' is ${describeValue(minutes)}; a number from 0 is expected`,
		'Type 15, or 0 to move cases at once',
	);
}

export function readSettings({
	checkAvailability = true,
	cooldownMinutes = 15,
	explain = true,
	moveOwned = false,
	resultField,
	unstaffed,
}: Options): Settings {
	const choice = readOption('Roles Without Members', unstaffed ?? 'available', unstaffedChoices);
	return {
		field: resultField || defaultResultField,
		explain,
		unstaffed: checkAvailability ? choice : null,
		reroute: moveOwned ? readCooldown(cooldownMinutes) : null,
	};
}

/** The rules, from wherever the node takes them. */
export async function readRules(
	context: IExecuteFunctions,
	options: Options,
	openStore: () => Promise<TriageStore>,
): Promise<Rules> {
	const source = readOption('Rules From', context.getNodeParameter('ruleSource', 0, 'canvas'), ruleSources);
	if (source === 'ruleSet') return await readSavedRules(context, await openStore());
	const hitPolicy = readOption('If Several Rules Match', context.getNodeParameter('hitPolicy', 0), hitPolicies);
	const owner_role = readRole('Default Role', options.defaultRole);
	const fallback: RuleOutcome | undefined = owner_role === '' ? undefined : { owner_role };
	if (source === 'canvas') return readCanvasRules(context, hitPolicy, fallback);
	return readTableRules(context, { hit_policy: hitPolicy, ...(fallback && { default: fallback }) });
}

function readShare(displayName: string, value: unknown): number {
	if (typeof value === 'number' && value >= 0 && value <= 1) return value;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a number from 0 to 1 is expected`,
		'Type a share, as 0.75',
	);
}

function readPath(displayName: string, value: unknown): string {
	const path = String(value ?? '');
	const parsed = parsePath(path);
	if ('steps' in parsed) return path;
	throw new TriageError('FIELD_INVALID', `'${displayName}' ${parsed.reason}`, parsed.fix);
}

interface ClassifierOptions {
	assumedConfidence?: unknown;
	candidatesField?: unknown;
	minMargin?: unknown;
}

/** What a classifier's answers are read by. */
export interface Classifier {
	suggest(answer: unknown): Suggestion;
	/** Roles that its categories mean. */
	roles: readonly string[];
}

/** Null where the node does not use one. */
export function readClassifier(context: IExecuteFunctions): Classifier | null {
	if (context.getNodeParameter('useClassifier', 0, false) !== true) return null;
	const options = context.getNodeParameter('classifierOptions', 0, {}) as ClassifierOptions;
	const { assumedConfidence, candidatesField = 'candidates', minMargin = 0 } = options;
	const rows = context.getNodeParameter('categories.values', 0, []) as Array<{ category?: unknown; role?: unknown }>;
	const roles = new Map(
		rows.map(
			({ category, role }) => [String(category ?? ''), readRole("Role of 'Roles of Categories'", role)] as const,
		),
	);
	const threshold = readShare('Least Confidence', context.getNodeParameter('threshold', 0, 0.75));
	const min_margin = readShare('Least Margin', minMargin);
	const read = answerReader({
		role: readPath('Field With Role', context.getNodeParameter('roleField', 0, 'role')),
		confidence: readPath('Field With Confidence', context.getNodeParameter('confidenceField', 0, 'confidence')),
		candidates: readPath('Field With Candidates', candidatesField),
		roles,
		...(assumedConfidence !== undefined && {
			assumed_confidence: readShare('Confidence If None Is Given', assumedConfidence),
		}),
	});
	return { suggest: (answer) => ({ ...read(answer), threshold, min_margin }), roles: [...roles.values()] };
}
