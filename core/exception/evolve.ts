import { exceptionIdOf, type EntryData, type EntryTypeOf, type RecordedEntry } from '../evidence';
import type { Priority, QaStage, Resolution, RootCauseLabel } from '../vocabulary';
import { dedupKey } from './dedup';
import { isPayloadPart } from './payload';
import type { ExceptionCommand, OpenException, RemediationLine, TriageException } from './types';

type ExceptionRecord = RecordedEntry<ExceptionCommand>;

const text = (data: EntryData, key: string): string | null => (data[key] === undefined ? null : String(data[key]));
const list = (data: EntryData, key: string): readonly string[] => {
	const value = data[key];
	return Array.isArray(value) ? (value as readonly string[]) : [];
};
const openingOf = ({ command }: ExceptionRecord): OpenException | null => (command?.kind === 'open' ? command : null);

/** What of an exception stands in its facts, and what in the command that can be erased. */
function open(entry: ExceptionRecord): TriageException {
	const { data, at } = entry;
	const said = openingOf(entry);
	const required = new Set(list(data, 'required'));
	const remediation = Array.from({ length: Number(data.line_count) }, (_, index) => ({
		text: said?.remediation[index]?.text ?? null,
		required: required.has(String(index + 1)),
		ticked_at: null,
	}));
	const due_at = String(data.due_at);
	return {
		exception_id: exceptionIdOf(entry.case_id),
		version: 0,
		state: 'open',
		label: String(data.label) as RootCauseLabel,
		severity: String(data.severity) as Priority,
		owner_role: String(data.owner_role),
		backup_role: String(data.backup_role),
		case_id: text(data, 'case_id'),
		trigger_id: text(data, 'trigger_id'),
		...(data.stage !== undefined && {
			checks: { stage: String(data.stage) as QaStage, checklist: String(data.checklist) },
		}),
		source: { workflow: text(data, 'workflow'), node: text(data, 'node'), execution: text(data, 'execution') },
		due_at,
		resolve_by: String(data.resolve_by),
		overdue_at: due_at,
		ttl_seconds: Number(data.ttl_seconds),
		resolution_seconds: Number(data.resolution_seconds),
		calendar: said?.calendar ?? null,
		further_roles: [...list(data, 'further_roles')],
		remediation,
		first_failure: said?.failure ?? null,
		last_failure: said?.failure ?? null,
		attempts: Number(data.attempts),
		occurrences: 1,
		last_seen_at: at,
		dedup_key: said && dedupKey(said),
		redrive_count: 0,
		payload: {
			digest: said?.payload.digest ?? null,
			is_kept: Number(data.payload_parts ?? 0) > 0,
			stripped: [...list(data, 'stripped')],
		},
		idempotency_key: said?.idempotency_key ?? null,
		received_at: said?.received_at ?? null,
		subject: said?.subject ?? null,
		acknowledged_by: null,
		resolution: null,
		opened_at: at,
		updated_at: at,
		resolved_at: null,
	};
}

function repeat(before: TriageException, entry: ExceptionRecord): TriageException {
	const { data, at } = entry;
	return {
		...before,
		occurrences: before.occurrences + 1,
		attempts: before.attempts + Number(data.attempts),
		last_failure: openingOf(entry)?.failure ?? null,
		last_seen_at: at,
		severity: (text(data, 'severity') ?? before.severity) as Priority,
	};
}

function tick(before: TriageException, { data, at }: ExceptionRecord): TriageException {
	const lines = new Set(list(data, 'lines'));
	const ticked_at = data.done === true ? at : null;
	const set = (line: RemediationLine, index: number) => (lines.has(String(index + 1)) ? { ...line, ticked_at } : line);
	return { ...before, remediation: before.remediation.map(set) };
}

/** The owner is told of it anew, so nobody has it until somebody says so. */
function assign(before: TriageException, { data }: ExceptionRecord): TriageException {
	const { owner_role, backup_role } = data;
	const due_at = String(data.due_at);
	return {
		...before,
		state: 'open',
		acknowledged_by: null,
		due_at,
		overdue_at: due_at,
		owner_role: String(owner_role),
		backup_role: String(backup_role),
	};
}

/** Another case answers for it: the one into which the case that it was opened on is merged, or that case itself again. */
function move({ merged_case, ...before }: TriageException, { data }: ExceptionRecord): TriageException {
	const [case_id, opened_on] = [String(data.to_case), merged_case ?? before.case_id];
	return { ...before, case_id, ...(opened_on !== null && opened_on !== case_id && { merged_case: opened_on }) };
}

/** Nothing is to be sent any more. */
function withoutSchedule({ scheduled_redrive: _scheduled, ...rest }: TriageException): TriageException {
	return rest;
}

function follow(before: TriageException, entry: ExceptionRecord): TriageException {
	const { data, at } = entry;
	switch (entry.type as EntryTypeOf<'exception'>) {
		case 'exception.repeated':
			return repeat(before, entry);
		case 'exception.acknowledged':
			return {
				...before,
				state: 'acknowledged',
				acknowledged_by: String(data.by_role),
				overdue_at: before.resolve_by,
			};
		case 'exception.ticked':
			return tick(before, entry);
		case 'exception.labelled':
			return { ...before, label: String(data.label) as RootCauseLabel };
		case 'exception.assigned':
			return assign(before, entry);
		case 'exception.moved':
			return move(before, entry);
		case 'exception.redriven':
			return { ...before, redrive_count: Number(data.redrive_count) };
		case 'exception.redrive_scheduled': {
			const scheduled_redrive = { due_at: String(data.due_at), per_minute: Number(data.per_minute) };
			return { ...before, redrive_count: Number(data.redrive_count), scheduled_redrive };
		}
		case 'exception.redrive_due':
			return withoutSchedule(before);
		case 'exception.resolved': {
			const resolution = String(data.resolution) as Resolution;
			const ended = { state: 'resolved', resolution, resolved_at: at, overdue_at: null, dedup_key: null } as const;
			return { ...withoutSchedule(before), ...ended };
		}
		case 'exception.recurred':
			return { ...before, dedup_key: null };
		case 'part.redacted':
			if (!isPayloadPart(String(data.n))) return before;
			return { ...withoutSchedule(before), payload: { ...before.payload, is_kept: false } };
		case 'exception.opened':
		case 'exception.refused':
			return before;
	}
}

/**
 * The exception after one more entry of its trail; null for a trail that does not begin with its opening. Folding it over
 * the trail from null rebuilds it.
 */
export function evolveException(before: TriageException | null, entry: ExceptionRecord): TriageException | null {
	if (before === null && entry.type !== 'exception.opened') return null;
	const after = before === null ? open(entry) : follow(before, entry);
	return { ...after, version: entry.case_seq + 1, updated_at: entry.at };
}
