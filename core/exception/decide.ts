import { addWorkingSeconds, alwaysOpen } from '../time';
import { priorities } from '../vocabulary';
import { secondsToRespond } from './deadline';
import { findExceptionConflict, refuseException } from './refusals';
import {
	maxRedrives,
	type ExceptionCommand,
	type ExceptionDecision,
	type ExceptionEntry,
	type OpenException,
	type TriageException,
} from './types';

const accept = (...entries: ExceptionEntry[]): ExceptionDecision => ({ outcome: 'accepted', begins: false, entries });

/** Line numbers, as facts of an entry hold them. */
const numbers = (lines: readonly number[]): string[] => lines.map(String);

function openingFacts(command: OpenException, now: string): ExceptionEntry['data'] {
	const { source, remediation, case_id, trigger_id, checks, ttl_seconds, resolution_seconds, payload } = command;
	const calendar = command.calendar ?? alwaysOpen();
	// A calendar that never opens again within ten years is refused by the deadline that is started with it.
	const after = (seconds: number) => addWorkingSeconds(calendar, now, seconds) ?? now;
	const required = remediation.flatMap((line, index) => (line.required ? [index + 1] : []));
	return {
		label: command.label,
		severity: command.severity,
		owner_role: command.owner_role,
		backup_role: command.backup_role,
		ttl_seconds,
		due_at: after(ttl_seconds),
		resolution_seconds,
		resolve_by: after(resolution_seconds),
		further_roles: command.further_roles,
		line_count: remediation.length,
		required: numbers(required),
		attempts: command.attempts,
		...(payload.piece_count > 0 && { payload_parts: payload.piece_count }),
		...(payload.stripped.length > 0 && { stripped: payload.stripped }),
		...(case_id !== null && { case_id }),
		...(trigger_id !== null && { trigger_id }),
		...(checks !== undefined && { stage: checks.stage, checklist: checks.checklist }),
		...(source.workflow !== null && { workflow: source.workflow }),
		...(source.node !== null && { node: source.node }),
		...(source.execution !== null && { execution: source.execution }),
	};
}

/** `same`: an exception that is not resolved and has the same cause. */
function open(same: TriageException | null, command: OpenException, now: string): ExceptionDecision {
	const isSame = same !== null && Date.parse(now) - Date.parse(same.last_seen_at) <= command.dedup_seconds * 1000;
	if (!isSame) {
		return {
			outcome: 'accepted',
			begins: true,
			entries: [{ type: 'exception.opened', data: openingFacts(command, now) }],
		};
	}
	const isRaised = priorities.indexOf(command.severity) > priorities.indexOf(same.severity);
	const { severity, attempts } = command;
	return accept({ type: 'exception.repeated', data: { attempts, ...(isRaised && { severity }) } });
}

function decideTicks(
	state: TriageException,
	{ kind, lines }: Extract<ExceptionCommand, { kind: 'tick' | 'untick' }>,
): ExceptionDecision {
	const distinct = [...new Set(lines)].sort((a, b) => a - b);
	const unknown = distinct.filter((line) => state.remediation[line - 1] === undefined);
	if (unknown.length > 0 || distinct.length === 0) {
		return refuseException(state, kind, 'EXCEPTION_LINE_UNKNOWN', numbers(unknown));
	}
	const done = kind === 'tick';
	const changed = distinct.filter((line) => (state.remediation[line - 1]!.ticked_at !== null) !== done);
	if (changed.length === 0) return { outcome: 'unchanged' };
	return accept({ type: 'exception.ticked', data: { done, lines: numbers(changed) } });
}

/** Numbers of the lines that have to be ticked and are not. */
export const openLines = ({ remediation }: TriageException): number[] =>
	remediation.flatMap(({ required, ticked_at }, index) => (required && ticked_at === null ? [index + 1] : []));

/** Everything that keeps an exception from being resolved, in words; empty when nothing does. */
export function missingToResolve(exception: TriageException): string[] {
	const { label } = exception;
	const lines = openLines(exception);
	return [
		...(lines.length > 0 ? [`a tick at remediation line ${numbers(lines).join(', ')}`] : []),
		...(label === 'unknown' ? ['a root cause'] : []),
	];
}

function assign(
	state: TriageException,
	{ owner_role, backup_role: wanted, decided_by }: Extract<ExceptionCommand, { kind: 'assign' }>,
	now: string,
): ExceptionDecision {
	// Who stood in for the new owner cannot do so any more: the owner before can.
	const standIn = owner_role === state.backup_role && decided_by === 'override' ? state.owner_role : state.backup_role;
	const backup_role = wanted ?? standIn;
	if (owner_role === state.owner_role && backup_role === state.backup_role) return { outcome: 'unchanged' };
	const calendar = state.calendar ?? alwaysOpen();
	const wait = decided_by === 'override' ? secondsToRespond(state, now) : state.ttl_seconds;
	const due_at = addWorkingSeconds(calendar, now, wait) ?? now;
	const data = { backup_role, decided_by, due_at, from_role: state.owner_role, owner_role };
	return accept({ type: 'exception.assigned', data });
}

function redrive(
	state: TriageException,
	{ per_minute }: Extract<ExceptionCommand, { kind: 'redrive' }>,
	now: string,
	due_at: string,
): ExceptionDecision {
	if (state.scheduled_redrive !== undefined) return { outcome: 'unchanged' };
	if (!state.payload.is_kept) return refuseException(state, 'redrive', 'EXCEPTION_PAYLOAD_GONE');
	if (state.redrive_count >= maxRedrives) return refuseException(state, 'redrive', 'EXCEPTION_REDRIVE_LIMIT');
	const redrive_count = state.redrive_count + 1;
	if (per_minute === undefined || due_at <= now) return accept({ type: 'exception.redriven', data: { redrive_count } });
	return accept({ type: 'exception.redrive_scheduled', data: { due_at, per_minute, redrive_count } });
}

/**
 * What a command does to an exception: entries to append, nothing, or a refusal in words. For `open`, `state` is an
 * exception with the same cause that is not resolved, or null: within its time the command is another occurrence of it.
 * `now` is the log's clock. `expectedVersion` is the version the caller decided on; another one writes nothing. `redriveAt` is
 * when the pace of a redrive allows one more, by `redriveTime`.
 */
export function decideException(
	state: TriageException | null,
	command: ExceptionCommand,
	now: string,
	expectedVersion?: number,
	redriveAt: string = now,
): ExceptionDecision {
	if (command.kind === 'open') return open(state, command, now);
	if (state === null) throw new RangeError(`'${command.kind}' needs an exception`);
	const conflict = findExceptionConflict(state, expectedVersion);
	if (conflict !== null) return { outcome: 'refused', refusal: conflict, entries: [] };
	if (state.state === 'resolved') return refuseException(state, command.kind, 'EXCEPTION_RESOLVED');
	switch (command.kind) {
		case 'acknowledge': {
			const by_role = command.by_role ?? state.owner_role;
			if (state.acknowledged_by === by_role) return { outcome: 'unchanged' };
			return accept({ type: 'exception.acknowledged', data: { by_role } });
		}
		case 'tick':
		case 'untick':
			return decideTicks(state, command);
		case 'set_root_cause':
			if (command.label === state.label) return { outcome: 'unchanged' };
			return accept({ type: 'exception.labelled', data: { from: state.label, label: command.label } });
		case 'assign':
			return assign(state, command, now);
		case 'resolve': {
			const missing = missingToResolve(state);
			if (missing.length > 0) return refuseException(state, 'resolve', 'EXCEPTION_GUARD_UNMET', missing);
			const { resolution, evidence_id } = command;
			const data = { label: state.label, resolution, ...(evidence_id !== undefined && { evidence_id }) };
			return accept({ type: 'exception.resolved', data });
		}
		case 'redrive':
			return redrive(state, command, now, redriveAt);
	}
}
