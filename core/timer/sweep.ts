import type { EntryData, EntryType } from '../evidence';
import { escalationSteps, type EscalationRecord } from '../escalation';
import { runOf } from './run';
import type { SweptEntry, Timer } from './types';

/** A step that is told later than this is late: the sweep did not run for a while. */
const graceSeconds = 300;

/** Seconds from when a record could be told until it was found. */
const lateSeconds = ({ notify_at }: EscalationRecord, now: string) =>
	Math.max(0, Math.floor((Date.parse(now) - Date.parse(notify_at)) / 1000));

/** Whether a step was told so late that nobody was looking when it was due. */
export const isLate = (late_seconds: number): boolean => late_seconds > graceSeconds;

function factsOf(type: EntryType, record: EscalationRecord, now: string): EntryData {
	const { id, kind, pass, step, due_at, notify_at, target_role, is_backup, action, window, forced } = record;
	const late_seconds = lateSeconds(record, now);
	if (type === 'timer.exhausted') return { due_at, id, late_seconds, notify_at, pass, target_role: target_role! };
	// In the order in which they are written, which spares sorting them.
	return {
		...(action !== 'notify' && { action }),
		due_at,
		...(forced !== null && { forced: true }),
		id,
		...(is_backup && { is_backup }),
		kind,
		late_seconds,
		notify_at,
		pass,
		...(step !== null && { step }),
		...(target_role !== null && { target_role }),
		...(window !== null && { window_amount: window.amount }),
		...(window?.end_of_day && { window_end_of_day: true }),
		...(window !== null && { window_unit: window.unit }),
	};
}

/**
 * What a timer came to by `now` and nobody has recorded yet, as entries. After a standstill only the latest step that is
 * due is told. The same call after they were kept gives none.
 */
export function sweepTimer(timer: Timer, now: string, emptyRoles: readonly string[]): SweptEntry[] {
	const { due, skipped } = escalationSteps(timer.chain, runOf(timer, emptyRoles), now);
	const entry = (record: EscalationRecord, is_told: boolean): SweptEntry => {
		const told = record.kind === 'exhausted' ? 'timer.exhausted' : 'timer.fired';
		const type = is_told ? told : 'timer.skipped';
		return { type, data: factsOf(type, record, now), record, is_told };
	};
	return [...skipped.map((record) => entry(record, false)), ...due.map((record) => entry(record, true))];
}

/** The role that becomes the owner of the case by what a sweep found; null when the owner stays. */
export function newOwnerOf({ is_told, record: { kind, action, target_role } }: SweptEntry): string | null {
	if (!is_told) return null;
	if (kind === 'exhausted') return target_role;
	return kind === 'notify' && action === 'reassign' ? target_role : null;
}

/** Why a record changes the owner, for the trail of the case. */
export function describeOwnerChange({ name }: Pick<Timer, 'name'>, { kind, step, due_at }: EscalationRecord): string {
	if (kind === 'exhausted') return `Timer '${name}' has no step left since ${due_at}`;
	return `Step ${step} of timer '${name}' was due at ${due_at}`;
}

/** Roles that a timer's steps can tell, once each. */
export function rolesOf({ steps, on_exhausted }: Timer['chain']): string[] {
	const named = steps.flatMap(({ target_role, backup_role }) => [target_role, backup_role ?? '']);
	return [...new Set([...named, on_exhausted.fallback_role])].filter((role) => role !== '');
}
