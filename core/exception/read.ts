import { maxLineLength, maxTtlSeconds, storableText } from '../case';
import { TriageError } from '../errors';
import { FindingList, refuseFor, shown } from '../findings';
import { readRoleName } from '../routing';
import { checkCalendar, readInstant, type Calendar } from '../time';
import { priorities, qaStages, rootCauseLabels } from '../vocabulary';
import {
	maxRemediationLines,
	type NamedChecks,
	type OpenException,
	type PayloadFacts,
	type RemediationDraft,
} from './types';

/** Longest text of a failure, fingerprint or key, and longest name of where it happened. */
const maxFailureLength = 2000;
const maxKeyLength = 500;
const maxSourceLength = 200;
const maxFurtherRoles = 10;

/** How long another occurrence counts as the same where nothing else is said: a day. */
export const defaultDedupSeconds = 86_400;

/** How long it may take to resolve an exception where nothing else is said: a day, or twice the time to respond. Seconds. */
export const defaultResolutionSeconds = (ttlSeconds: number): number => Math.max(86_400, 2 * ttlSeconds);

/** An exception as a node or a script has it. What is left out is null, or has a default. */
export interface ExceptionValues {
	/** Default `unknown`, with which it can be opened and not resolved. */
	label?: unknown;
	/** Default `normal`. */
	severity?: unknown;
	owner_role: unknown;
	backup_role: unknown;
	further_roles?: readonly unknown[];
	ttl_seconds: unknown;
	resolution_seconds: unknown;
	calendar?: Calendar | null;
	/** Lines that are text have to be ticked. Empty ones are left out. */
	remediation: ReadonlyArray<string | RemediationDraft>;
	case_id?: string | null;
	trigger_id?: string | null;
	source?: { workflow?: string | null; node?: string | null; execution?: string | null };
	failure?: string;
	attempts?: number;
	fingerprint?: string | null;
	dedup_seconds?: number;
	/** Whether its case cannot be resolved before it; true without it. */
	holds_back?: boolean;
	/** The checks that it is opened for, with which it ends. */
	checks?: NamedChecks;
	idempotency_key?: string | null;
	received_at?: string | null;
	subject?: string | null;
	payload?: PayloadFacts;
}

/** Text of any length as far as it can be kept: what is told of a failure must not keep it from being told. */
function cut(value: string | null | undefined, max: number): string | null {
	return storableText('Text', (value ?? '').slice(0, max), max) || null;
}

/** Collects what an exception lacks. */
class ExceptionReader {
	readonly findings = new FindingList();

	#find(name: string, pointer: string, found: string, fix: string): void {
		this.findings.add(pointer, `'${name}' ${found}`, fix);
	}

	role(name: string, pointer: string, value: unknown): string {
		try {
			const role = readRoleName(name, value);
			if (role === '') this.#find(name, pointer, 'is empty', "Name a role, as 'Triage'");
			return role;
		} catch (error) {
			if (!(error instanceof TriageError)) throw error;
			this.findings.add(pointer, error.message, error.fix);
			return '';
		}
	}

	seconds(name: string, pointer: string, value: unknown, min: number): number {
		const seconds = typeof value === 'number' ? Math.ceil(value) : Number.NaN;
		if (seconds >= min && seconds <= maxTtlSeconds) return seconds;
		const allowed = min === 0 ? 'from 0 to ten years' : 'of more than 0 and at most ten years';
		this.#find(
			name,
			pointer,
			`is ${shown(value)} in seconds; a time ${allowed} is expected`,
			'Type a time, as 4 hours',
		);
		return min;
	}

	oneOf<T extends string>(name: string, pointer: string, value: unknown, allowed: readonly T[]): T {
		const found = allowed.find((one) => one === value);
		if (found === undefined) {
			this.#find(name, pointer, `is ${shown(value)}; allowed are ${allowed.join(', ')}`, 'Choose one of them');
		}
		return found ?? allowed[0]!;
	}

	lines(values: ReadonlyArray<string | RemediationDraft>): RemediationDraft[] {
		const lines = values
			.map((value) => (typeof value === 'string' ? { text: value, required: true } : value))
			.map(({ text, required }) => ({ text: cut(text, maxLineLength) ?? '', required }))
			.filter(({ text }) => text !== '');
		if (lines.length === 0) {
			this.#find('Remediation', '/remediation', 'has no line', 'Write what has to be done, one line each');
		} else if (lines.length > maxRemediationLines) {
			const found = `has ${lines.length} lines; at most ${maxRemediationLines} are allowed`;
			this.#find('Remediation', '/remediation', found, 'Put several steps into one line');
		}
		return lines;
	}

	checks({ stage, checklist }: NamedChecks): NamedChecks {
		const name = cut(checklist, maxSourceLength);
		if (name === null) this.#find('Checklist', '/checks/checklist', 'is empty', 'Name the list of the checks');
		return { stage: this.oneOf('Stage', '/checks/stage', stage, qaStages), checklist: name ?? '' };
	}

	instant(name: string, pointer: string, value: string | null | undefined): string | null {
		if (!value) return null;
		const instant = readInstant(value, 'UTC');
		if (instant !== null) return instant;
		this.#find(name, pointer, `is ${shown(value)}; a date and time is expected`, "Write it as '2026-05-04T09:00:00Z'");
		return null;
	}
}

/**
 * An exception from loose values. Throws `EXCEPTION_INVALID`, with all findings, for one without owner role, backup role,
 * time limit, time to resolve, remediation or reference to a case or a trigger.
 */
export function readException(values: ExceptionValues): OpenException {
	const reader = new ExceptionReader();
	const { findings } = reader;
	const case_id = cut(values.case_id, maxSourceLength);
	const trigger_id = cut(values.trigger_id, maxSourceLength);
	if (case_id === null && trigger_id === null) {
		const fix = 'Put the node after Triage Case: Open or a Schema Gate, or map one of both';
		findings.add('', "It is about neither a case nor a trigger: 'Case ID' and 'Trigger ID' are empty", fix);
	}
	const owner_role = reader.role('Owner Role', '/owner_role', values.owner_role);
	const backup_role = reader.role('Backup Role', '/backup_role', values.backup_role);
	if (owner_role !== '' && owner_role === backup_role) {
		const message = `'Backup Role' is '${backup_role}', which is the owner role itself`;
		findings.add('/backup_role', message, 'Name another role, that gets it when the owner does not act');
	}
	const further = (values.further_roles ?? []).map((role) => reader.role('Further Roles', '/further_roles', role));
	if (further.length > maxFurtherRoles) {
		const message = `'Further Roles' has ${further.length} roles; at most ${maxFurtherRoles} are allowed`;
		findings.add('/further_roles', message, 'Name fewer roles');
	}
	const calendar = values.calendar ?? null;
	if (calendar !== null) findings.within('/calendar', checkCalendar(calendar));
	const ttl_seconds = reader.seconds('Respond Within', '/ttl_seconds', values.ttl_seconds, 1);
	const resolution_seconds = reader.seconds('Resolve Within', '/resolution_seconds', values.resolution_seconds, 1);
	if (Number(values.resolution_seconds) < Number(values.ttl_seconds)) {
		const message =
			"'Resolve Within' is shorter than 'Respond Within', so it would be overdue before anybody has to act";
		findings.add('/resolution_seconds', message, 'Give more time to resolve it, or less to respond');
	}
	const attempts = values.attempts ?? 1;
	const command: OpenException = {
		kind: 'open',
		label: reader.oneOf('Root-Cause Label', '/label', values.label ?? 'unknown', rootCauseLabels),
		severity: reader.oneOf('Severity', '/severity', values.severity ?? 'normal', priorities),
		owner_role,
		backup_role,
		further_roles: further,
		ttl_seconds,
		resolution_seconds,
		calendar,
		remediation: reader.lines(values.remediation),
		case_id,
		trigger_id,
		source: {
			workflow: cut(values.source?.workflow, maxSourceLength),
			node: cut(values.source?.node, maxSourceLength),
			execution: cut(values.source?.execution, maxSourceLength),
		},
		failure: cut(values.failure, maxFailureLength) ?? 'It was not said what went wrong',
		attempts: Number.isSafeInteger(attempts) && attempts > 0 ? attempts : 1,
		fingerprint: cut(values.fingerprint, maxFailureLength),
		dedup_seconds: reader.seconds(
			'Same Again Within',
			'/dedup_seconds',
			values.dedup_seconds ?? defaultDedupSeconds,
			0,
		),
		...(values.holds_back === false && { holds_back: false as const }),
		...(values.checks && { checks: reader.checks(values.checks) }),
		idempotency_key: cut(values.idempotency_key, maxKeyLength),
		received_at: reader.instant('Received At', '/received_at', values.received_at),
		subject: cut(values.subject, maxSourceLength),
		payload: values.payload ?? { digest: null, piece_count: 0, stripped: [] },
	};
	if (findings.found.length > 0) throw refuseFor('EXCEPTION_INVALID', 'The exception', findings.found);
	return command;
}
