import { TriageError } from '../errors';
import type { Actor } from '../evidence';
import { readInstant } from '../time';
import { activationsAfter, lacksReview, versionInForce, wasInForce } from './force';
import { describeDefinitionRefusal } from './refusal';
import {
	defaultGovernance,
	type ActivateDefinition,
	type Definition,
	type DefinitionCommand,
	type DefinitionDecision,
	type DefinitionEntry,
	type DefinitionRefusalCode,
	type DefinitionTarget,
	type DefinitionVersion,
	type GovernDefinition,
	type RetireDefinition,
	type ReviewDefinition,
	type RollBackDefinition,
	type SaveDefinition,
} from './types';

/** What a decision needs beside the definition and the command. */
export interface DefinitionContext {
	target: DefinitionTarget;
	/** ISO 8601 instant in UTC with milliseconds. */
	now: string;
	actor: Actor;
	/** Of the body to be saved; empty for other commands. */
	digest: string;
	/** The body to be saved is that of the newest version, personal data included. */
	repeats_newest: boolean;
}

type Decide<Command> = (state: Definition, command: Command, context: DefinitionContext) => DefinitionDecision;

const accept = (version: number | null, ...entries: DefinitionEntry[]): DefinitionDecision => ({
	outcome: 'accepted',
	version,
	entries,
});
const unchanged = (version: number | null): DefinitionDecision => ({ outcome: 'unchanged', version });

function refuse(
	{ target }: DefinitionContext,
	command: DefinitionCommand['kind'],
	code: DefinitionRefusalCode,
	version: number,
	detail = '',
): DefinitionDecision {
	const data = { code, command, detail, version };
	// What was decided on another state has changed nothing and leaves no trace, as with cases.
	const entries = code === 'DEFINITION_VERSION_CONFLICT' ? [] : [{ type: 'definition.refused' as const, data }];
	return { outcome: 'refused', refusal: describeDefinitionRefusal(target, data), entries };
}

const activated = (version: number, more: DefinitionEntry['data'] = {}): DefinitionEntry => ({
	type: 'definition.activated',
	data: { is_rollback: false, version, ...more },
});

const isIdle = (state: Definition, now: string) =>
	versionInForce(state, now) === null && activationsAfter(state, now).length === 0;

const decideSave: Decide<SaveDefinition> = (state, command, context) => {
	const { now, digest, repeats_newest } = context;
	const newest = state.versions.length;
	if (command.only_if_new && newest > 0) return unchanged(newest);
	const held = command.only_if_unsaved && state.versions.findLast((version) => version.digest === digest);
	if (held) return unchanged(held.number);
	if (command.based_on !== undefined && command.based_on !== newest) {
		return refuse(context, 'save', 'DEFINITION_VERSION_CONFLICT', newest, String(command.based_on));
	}
	const activates = !state.governance.review_required;
	if (newest > 0 && repeats_newest && state.versions[newest - 1]?.state !== 'retired') {
		// A version that was rolled back stays so, however often a workflow saves it; one of a retired definition comes back.
		return activates && isIdle(state, now) ? accept(newest, activated(newest)) : unchanged(newest);
	}
	const version = newest + 1;
	const saved: DefinitionEntry = { type: 'definition.saved', data: { digest, version } };
	return activates ? accept(version, saved, activated(version)) : accept(version, saved);
};

/** The version a command is about, or why it cannot be. */
function findVersion(
	state: Definition,
	{ kind, version }: { kind: DefinitionCommand['kind']; version: number },
	context: DefinitionContext,
): DefinitionVersion | DefinitionDecision {
	const found = state.versions[version - 1];
	if (found === undefined) {
		const named = Number.isSafeInteger(version) && version >= 0 ? version : 0;
		return refuse(context, kind, 'DEFINITION_VERSION_UNKNOWN', named, String(state.versions.length));
	}
	return found.state === 'retired' ? refuse(context, kind, 'DEFINITION_VERSION_RETIRED', version) : found;
}

const sameActor = (one: Actor, other: Actor) => one.kind === other.kind && one.id === other.id;

const decideReview: Decide<ReviewDefinition> = (state, command, context) => {
	const found = findVersion(state, command, context);
	if ('outcome' in found) return found;
	const { decision, version } = command;
	if (!state.governance.author_may_review && sameActor(found.author, context.actor)) {
		return refuse(context, 'review', 'DEFINITION_OWN_REVIEW', version);
	}
	const isSaid = found.state === (decision === 'approved' ? 'reviewed' : 'rejected');
	if (isSaid && found.reviewer !== null && sameActor(found.reviewer, context.actor)) return unchanged(version);
	return accept(version, { type: 'definition.reviewed', data: { decision, digest: found.digest, version } });
};

function readEffectiveFrom({ effective_from }: ActivateDefinition): string | undefined {
	if (effective_from === undefined) return undefined;
	const read = readInstant(effective_from, 'UTC');
	if (read !== null) return read;
	throw new TriageError(
		'FIELD_INVALID',
		`'effective_from' is "${effective_from.toWellFormed().slice(0, 40)}"; a date and time is expected`,
		"Write it as ISO 8601, as '2026-05-04T09:00:00Z'",
		{ details: { field: 'effective_from' } },
	);
}

const decideActivate: Decide<ActivateDefinition> = (state, command, context) => {
	const from = readEffectiveFrom(command);
	const found = findVersion(state, command, context);
	if ('outcome' in found) return found;
	const { version } = command;
	const { now } = context;
	if (lacksReview(state, found, now)) {
		return refuse(context, 'activate', 'DEFINITION_NOT_REVIEWED', version, found.state);
	}
	if (from !== undefined && from < now) return refuse(context, 'activate', 'DEFINITION_DATE_PAST', version, from);
	if (versionInForce(state, from ?? now) === version) return unchanged(version);
	return accept(version, activated(version, from === undefined ? {} : { effective_from: from }));
};

const decideRollBack: Decide<RollBackDefinition> = (state, command, context) => {
	const found = findVersion(state, command, context);
	if ('outcome' in found) return found;
	const { version } = command;
	if (versionInForce(state, context.now) === version) return unchanged(version);
	return wasInForce(state, version, context.now)
		? accept(version, activated(version, { is_rollback: true }))
		: refuse(context, 'roll_back', 'DEFINITION_NEVER_IN_FORCE', version);
};

const decideRetire: Decide<RetireDefinition> = (state, { version }, context) => {
	const { now } = context;
	if (version === undefined) {
		return isIdle(state, now) ? unchanged(null) : accept(null, { type: 'definition.retired', data: { version: 0 } });
	}
	const found = findVersion(state, { kind: 'retire', version }, context);
	if ('outcome' in found) return state.versions[version - 1]?.state === 'retired' ? unchanged(version) : found;
	if (versionInForce(state, now) === version) return refuse(context, 'retire', 'DEFINITION_IN_FORCE', version);
	return accept(version, { type: 'definition.retired', data: { version } });
};

const decideGovern: Decide<GovernDefinition> = ({ governance: held }, { governance: wanted }) => {
	const { author_may_review, review_required } = wanted;
	const isSame = held.author_may_review === author_may_review && held.review_required === review_required;
	return isSame
		? unchanged(null)
		: accept(null, { type: 'definition.governed', data: { author_may_review, review_required } });
};

/** A definition that nothing is known of yet. */
export const emptyDefinition = ({ kind, name }: DefinitionTarget, at: string): Definition => ({
	kind,
	name,
	governance: defaultGovernance[kind],
	versions: [],
	activations: [],
	created_at: at,
	updated_at: at,
});

/**
 * What a command does to a definition: entries to append, nothing, or a refusal in words. `state` is null before its
 * first entry, when only `save` and `govern` are possible. Throws `FIELD_INVALID` for an effective date that is none.
 */
export function decideDefinition(
	state: Definition | null,
	command: DefinitionCommand,
	context: DefinitionContext,
): DefinitionDecision {
	if (state === null && command.kind !== 'save' && command.kind !== 'govern') {
		throw new RangeError(`'${command.kind}' needs a definition`);
	}
	const known = state ?? emptyDefinition(context.target, context.now);
	switch (command.kind) {
		case 'save':
			return decideSave(known, command, context);
		case 'review':
			return decideReview(known, command, context);
		case 'activate':
			return decideActivate(known, command, context);
		case 'roll_back':
			return decideRollBack(known, command, context);
		case 'retire':
			return decideRetire(known, command, context);
		case 'govern':
			return decideGovern(known, command, context);
	}
}
