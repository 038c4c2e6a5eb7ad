import type { EntryData } from '../evidence';
import {
	maxRedrives,
	type ExceptionCommand,
	type ExceptionDecision,
	type ExceptionRefusal,
	type TriageException,
} from './types';

type Code = Exclude<ExceptionRefusal['code'], 'EXCEPTION_VERSION_CONFLICT'>;

/** A command that was refused, as its entry keeps it. */
export interface RefusedException {
	code: Code;
	command: ExceptionCommand['kind'];
	/** Everything that is missing, in words; empty where it is not that. */
	missing: readonly string[];
}

/** `a`, `a and b`, `a, b and c`. */
function listWords(parts: readonly string[]): string {
	const last = parts.at(-1) ?? '';
	return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** What is told about a refused command; also makes the answer again when the same command comes again. */
export function describeExceptionRefusal(
	exceptionId: string,
	{ code, missing }: Pick<RefusedException, 'code' | 'missing'>,
): ExceptionRefusal {
	const it = `Exception ${exceptionId}`;
	switch (code) {
		case 'EXCEPTION_GUARD_UNMET':
			return {
				code,
				message: `${it} cannot be resolved without ${listWords(missing)}`,
				fix: 'Tick what was done and set the root cause that was found, then resolve it',
			};
		case 'EXCEPTION_LINE_UNKNOWN':
			return {
				code,
				message: `${it} has no remediation ${missing.length === 1 ? 'line' : 'lines'} ${listWords(missing)}`,
				fix: 'Take numbers of its checklist; the first line is 1',
			};
		case 'EXCEPTION_PAYLOAD_GONE':
			return {
				code,
				message: `The item of exception ${exceptionId} is not kept, so it cannot be sent again`,
				fix: 'Send it again from the system it came from, and resolve the exception',
			};
		case 'EXCEPTION_REDRIVE_LIMIT':
			return {
				code,
				message: `The item of exception ${exceptionId} was sent again ${maxRedrives} times, and it failed each time`,
				fix: 'Find the cause first. A person has to decide how to go on, and resolve the exception',
			};
		case 'EXCEPTION_RESOLVED':
			return {
				code,
				message: `${it} is resolved, and nothing about it can change`,
				fix: 'If the same happens again, it becomes an exception of its own',
			};
	}
}

/** Refuses a command, and notes it in the trail of the exception. */
export function refuseException(
	{ exception_id }: TriageException,
	command: ExceptionCommand['kind'],
	code: Code,
	missing: readonly string[] = [],
): ExceptionDecision {
	const data: EntryData = { code, command, missing };
	return {
		outcome: 'refused',
		refusal: describeExceptionRefusal(exception_id, { code, missing }),
		entries: [{ type: 'exception.refused', data }],
	};
}

/** Refuses what was decided on another version than the present one; `undefined` stands for any. */
export function findExceptionConflict(
	{ exception_id, version }: TriageException,
	expectedVersion: number | undefined,
): ExceptionRefusal | null {
	if (expectedVersion === undefined || expectedVersion === version) return null;
	return {
		code: 'EXCEPTION_VERSION_CONFLICT',
		message: `Exception ${exception_id} is at version ${version}, not ${expectedVersion}`,
		fix: 'Get the exception again and decide on what it holds now',
	};
}
