import { decideRedrive, decideReopen, decideResolve } from './decideEnd';
import { decideMerge } from './decideMerge';
import { decideOwner, decideTransfer, secondsAroundTheClock, type SecondsBetween } from './decideOwner';
import { decideQa } from './decideQa';
import { decideRepair } from './decideRepair';
import { decideStep } from './decideStep';
import { decideCompleteTask, decideOpenTask } from './decideTask';
import { decideUpdate } from './decideUpdate';
import { findVersionConflict, refuse } from './refusals';
import type { AskedEntries } from './requiredEntries';
import { canChangeState } from './transitions';
import {
	maxTtlSeconds,
	type CaseCommand,
	type CaseDecision,
	type CaseEntry,
	type ChangeState,
	type TriageCase,
} from './types';

const accept = (...entries: CaseEntry[]): CaseDecision => ({ outcome: 'accepted', entries });

/** Names the first thing that the state asks for and the command or case lacks. */
function missingFor(state: TriageCase, command: ChangeState): string {
	const ttl = command.ttl_seconds ?? 0;
	const isLimited = ttl > 0 && ttl <= maxTtlSeconds;
	switch (command.to) {
		case 'in-progress':
			return state.owner === null ? 'an owner role' : '';
		case 'waiting-for-systems':
			if (!command.systems?.length) return 'the systems it waits for';
			return isLimited ? '' : 'a time limit';
		case 'manual-review':
			if (!command.reviewer_role) return 'a reviewer role';
			if (!command.checklist?.length) return 'a checklist';
			return isLimited ? '' : 'a time limit';
		case 'failed':
			return command.root_cause === undefined ? 'a root-cause label' : '';
		case 'queued':
			return '';
	}
}

function decideChange(state: TriageCase, command: ChangeState, now: string): CaseDecision {
	const { to } = command;
	const { state: from } = state;
	const missing = canChangeState(from, to) ? missingFor(state, command) : '';
	if (!canChangeState(from, to) || missing !== '') return refuse(state, { command: 'change_state', to, missing });
	return accept({ type: 'state.changed', data: { from, to, ...stateFacts(command, now) } });
}

/** What the new state holds beside its name, free of personal data. */
function stateFacts(command: ChangeState, now: string): CaseEntry['data'] {
	const until = new Date(Date.parse(now) + (command.ttl_seconds ?? 0) * 1000).toISOString();
	switch (command.to) {
		case 'waiting-for-systems':
			return { systems: command.systems ?? [], until };
		case 'manual-review':
			return { reviewer_role: command.reviewer_role ?? '', until };
		case 'failed':
			return { root_cause: command.root_cause ?? 'unknown' };
		default:
			return {};
	}
}

/** What a decision takes into account beside the case. */
export interface CaseSurroundings {
	/** Counts time by the calendar of the case's owner; without it, around the clock. */
	secondsBetween?: SecondsBetween;
	/** The case that a command to merge names. */
	survivor?: TriageCase | null;
	/** What is asked of the trails of its source, and the version of that list; null where none is saved. */
	required?: AskedEntries | null;
}

/**
 * What a command does to a case: entries to append, nothing, or a refusal in words. `state` is null before the case
 * exists, when only `open` is possible. `expectedVersion` is the version the caller decided on; another one writes
 * nothing. `now` is an ISO 8601 instant in UTC.
 */
export function decideCase(
	state: TriageCase | null,
	command: CaseCommand,
	now: string,
	expectedVersion?: number,
	{ secondsBetween = secondsAroundTheClock, survivor = null, required = null }: CaseSurroundings = {},
): CaseDecision {
	if (state === null) {
		if (command.kind !== 'open') throw new RangeError(`'${command.kind}' needs a case`);
		return accept({ type: 'case.opened', data: { priority: command.fields.priority, to: 'queued' } });
	}
	const conflict = findVersionConflict(state, expectedVersion);
	if (conflict !== null) return { outcome: 'refused', refusal: conflict, entries: [] };
	switch (command.kind) {
		case 'open':
			return { outcome: 'unchanged' };
		case 'assign_owner':
			return decideOwner(state, command, now, secondsBetween);
		case 'transfer':
			return decideTransfer(state, command, now, secondsBetween);
		case 'evaluate_qa':
			return decideQa(state, command);
		case 'set_step':
			return decideStep(state, command);
		case 'open_task':
			return decideOpenTask(state, command);
		case 'complete_task':
			return decideCompleteTask(state, command);
		case 'update':
			return decideUpdate(state, command);
		case 'change_state':
			return decideChange(state, command, now);
		case 'resolve':
			return decideResolve(state, command, required);
		case 'merge':
			return decideMerge(state, command, survivor);
		case 'reopen':
			return decideReopen(state, command);
		case 'redrive':
			return decideRedrive(state);
		case 'repair_clocks':
			return decideRepair(state, command);
	}
}
