import { maxNameLength, storableText } from '../case';
import { TriageError } from '../errors';
import { refuseField, shown } from '../findings';
import { isoOf, millisOf } from '../time';
import { completePolicy } from './delay';
import type { RetryLimit, RetryTarget, ScheduleRetry } from './keptTypes';

const maxSeconds = 31 * 86_400;

/** Name of a step as it is kept, as that of a case's step is. Throws `FIELD_INVALID`. */
export function readRetryStep(value: unknown): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	const step = storableText('Step', text, maxNameLength);
	if (step !== '') return step;
	throw refuseField(
		'step',
		`'Step' is ${value === '' ? 'empty' : shown(value)}; a name is expected`,
		'Name the step, as Enrich contact',
	);
}

/** Throws `FIELD_INVALID`, and `CASE_NOT_FOUND` for what no case is called. */
export function readRetryTarget({ case_id, step }: RetryTarget): RetryTarget {
	if (case_id === '' || case_id.startsWith('_') || case_id.includes('/')) {
		throw new TriageError(
			'CASE_NOT_FOUND',
			`There is no case '${case_id.slice(0, 40)}'`,
			'Check the case id; Triage Case: Get Many lists the cases there are',
		);
	}
	return { case_id, step: readRetryStep(step) };
}

function readSeconds(name: string, value: number): number {
	const seconds = Math.ceil(value);
	if (seconds >= 1 && seconds <= maxSeconds) return seconds;
	throw refuseField(
		name,
		`'${name}' is ${shown(value)}; 1 to ${maxSeconds} seconds are expected`,
		'Choose another time',
	);
}

function readLimit(limit: RetryLimit): RetryLimit {
	if ('at' in limit) return { at: isoOf(millisOf(limit.at, 'limit')) };
	if ('seconds' in limit) return { seconds: readSeconds('limit', limit.seconds) };
	const timer = storableText('Timer Name', limit.timer, maxNameLength);
	if (timer !== '') return { timer };
	throw refuseField('limit', "'Timer Name' is empty", 'Name the timer that limits the step, as First response');
}

/** A command as it is kept. Throws `FIELD_INVALID` for one that cannot be used. */
export function readRetryCommand(command: ScheduleRetry): ScheduleRetry {
	const { policy, next_at, limit, fallback_role, answer_seconds } = command;
	const role = storableText('If There Is No Backup Role', fallback_role, maxNameLength);
	if (role === '')
		throw refuseField('fallback_role', "'If There Is No Backup Role' is empty", 'Name a role, as Triage');
	return {
		...command,
		policy: completePolicy(policy),
		next_at: next_at === null ? null : isoOf(millisOf(next_at, 'next_at')),
		limit: limit && readLimit(limit),
		fallback_role: role,
		answer_seconds: readSeconds('answer_seconds', answer_seconds),
	};
}
