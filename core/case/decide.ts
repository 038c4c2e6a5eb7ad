import type { CaseState } from '../vocabulary';
import { stateNames, transitions } from './transitions';
import {
	maxTtlSeconds,
	type AssignOwner,
	type CaseCommand,
	type CaseDecision,
	type CaseEntry,
	type ChangeState,
	type Refusal,
	type ResolveCase,
	type TriageCase,
} from './types';

const refuse = (refusal: Refusal, entries: CaseEntry[]): CaseDecision => ({ outcome: 'refused', refusal, entries });
const accept = (...entries: CaseEntry[]): CaseDecision => ({ outcome: 'accepted', entries });

function listStates(states: readonly CaseState[]): string {
	return states.map((state) => stateNames[state]).join(', ');
}

/** What is told about a refused change of state; also rebuilds the answer when the same command comes again. */
export function describeRefusal(caseId: string, from: CaseState, to: CaseState, missing: string): Refusal {
	if (missing !== '') {
		return {
			code: 'CASE_GUARD_UNMET',
			message: `Case ${caseId} cannot become ${stateNames[to]} without ${missing}`,
			fix: guardFixes[missing] ?? `Set ${missing} in the node that changes the state`,
		};
	}
	const message =
		from === to
			? `Case ${caseId} is ${stateNames[from]} already`
			: `Case ${caseId} cannot go from ${stateNames[from]} to ${stateNames[to]}`;
	return {
		code: 'CASE_TRANSITION_ILLEGAL',
		message,
		fix: `From ${stateNames[from]} a case can go to: ${listStates(transitions[from])}`,
	};
}

const guardFixes: Record<string, string> = {
	'an owner role': 'Let a Role Owner node give the case an owner first',
};

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

function decideChange(state: TriageCase, command: ChangeState | ResolveCase, now: string): CaseDecision {
	const from = state.state;
	const to = command.kind === 'resolve' ? 'resolved' : command.to;
	const isLegal = transitions[from].includes(to);
	const missing = isLegal && command.kind === 'change_state' ? missingFor(state, command) : '';
	if (!isLegal || missing !== '') {
		const refusal = describeRefusal(state.case_id, from, to, missing);
		const data = { code: refusal.code, command: command.kind, from, missing, to };
		return refuse(refusal, [{ type: 'command.refused', data }]);
	}
	if (command.kind === 'resolve') {
		return accept({ type: 'case.closed', data: { from, resolution: command.resolution, to: 'resolved' } });
	}
	if (from === 'resolved') return accept({ type: 'case.reopened', data: { from, to: 'queued' } });
	return accept({ type: 'state.changed', data: { from, to: command.to, ...stateFacts(command, now) } });
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

function decideOwner(state: TriageCase, command: AssignOwner): CaseDecision {
	// An owner is sticky: the same ticket coming again, or a second pass of the rules, never takes a case away.
	if (state.owner !== null) return { outcome: 'unchanged' };
	const { owner_role, backup_role, decided_by, rule, label } = command;
	return accept({
		type: 'owner.assigned',
		data: { backup_role: backup_role ?? '', decided_by, label: label ?? '', owner_role, rule: rule ?? '' },
	});
}

/** Refuses what was decided on another version of the case than the present one; `undefined` stands for any. */
export function findVersionConflict(state: TriageCase, expectedVersion: number | undefined): Refusal | null {
	if (expectedVersion === undefined || expectedVersion === state.version) return null;
	return {
		code: 'CASE_VERSION_CONFLICT',
		message: `Case ${state.case_id} is at version ${state.version}, not ${expectedVersion}`,
		fix: 'Get the case again and decide on what it holds now',
	};
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
): CaseDecision {
	if (state === null) {
		if (command.kind !== 'open') throw new RangeError(`'${command.kind}' needs a case`);
		return accept({ type: 'case.opened', data: { priority: command.fields.priority, to: 'queued' } });
	}
	const conflict = findVersionConflict(state, expectedVersion);
	if (conflict !== null) return refuse(conflict, []);
	switch (command.kind) {
		case 'open':
			return { outcome: 'unchanged' };
		case 'assign_owner':
			return decideOwner(state, command);
		case 'change_state':
		case 'resolve':
			return decideChange(state, command, now);
	}
}
