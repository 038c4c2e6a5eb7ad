import { createHash } from 'node:crypto';
import { FindingList, refuseField, shown } from '../findings';
import { exhaustions } from '../vocabulary';
import { jitters, type RetryPolicy } from './types';

/** What a retry policy says where it says nothing. */
export const defaultRetryPolicy: Required<RetryPolicy> = {
	base_seconds: 30,
	factor: 2,
	cap_seconds: 1800,
	max_attempts: 6,
	jitter: 'equal',
	on_exhausted: 'escalate',
};

const monthSeconds = 31 * 86_400;
const maxAttempts = 1000;

/** A policy with its defaults. Throws `FIELD_INVALID` naming the first value that will not do. */
export function completePolicy(policy: RetryPolicy): Required<RetryPolicy> {
	const findings = new FindingList();
	if (findings.record(policy, '', 'Write {} for the defaults')) {
		findings.known(policy, '', Object.keys(defaultRetryPolicy));
		const given = Object.entries(policy).filter(([, value]) => value !== undefined);
		const complete = { ...defaultRetryPolicy, ...Object.fromEntries(given) } as Required<RetryPolicy>;
		findings.number(complete.base_seconds, '/base_seconds', { min: 0.001, max: monthSeconds });
		findings.number(complete.factor, '/factor', { min: 1, max: 100 });
		findings.number(complete.cap_seconds, '/cap_seconds', { min: 0.001, max: monthSeconds });
		findings.number(complete.max_attempts, '/max_attempts', { min: 1, max: maxAttempts, whole: true });
		findings.oneOf(complete.jitter, '/jitter', jitters);
		findings.oneOf(complete.on_exhausted, '/on_exhausted', exhaustions);
		if (findings.found.length === 0) return complete;
	}
	const [fault] = findings.found;
	throw refuseField('policy', `The retry policy cannot be used: ${fault!.message}`, fault!.fix);
}

export function assertAttempt(attempt: unknown): asserts attempt is number {
	if (Number.isInteger(attempt) && (attempt as number) >= 1 && (attempt as number) <= maxAttempts) return;
	const message = `'attempt' is ${shown(attempt)}; a whole number from 1 to ${maxAttempts} is expected`;
	throw refuseField('attempt', message, 'Count the first attempt as 1');
}

function ceilingMs({ base_seconds, factor, cap_seconds }: Required<RetryPolicy>, attempt: number): number {
	return Math.round(Math.min(cap_seconds, base_seconds * factor ** (attempt - 1)) * 1000);
}

/**
 * The longest wait after attempt number `attempt` failed: base × factor^(attempt − 1), at most the cap. In seconds. Throws
 * `FIELD_INVALID`.
 */
export function retryCeilingSeconds(policy: RetryPolicy, attempt: number): number {
	assertAttempt(attempt);
	return ceilingMs(completePolicy(policy), attempt) / 1000;
}

/** A number from 0 up to, and without, 1 that seed and attempt fix. */
function draw(seed: string, attempt: number): number {
	const digest = createHash('sha256').update(`${seed}\n${attempt}`).digest();
	return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** At least one end, at most the other, in whole milliseconds. */
const between = (low: number, high: number, drawn: number): number => Math.ceil(low + (high - low) * drawn);

function decorrelatedMs(policy: Required<RetryPolicy>, attempt: number, seed: string): number {
	const base = policy.base_seconds * 1000;
	const cap = policy.cap_seconds * 1000;
	let wait = base;
	for (let made = 1; made <= attempt; made += 1) {
		wait = Math.min(cap, between(base, Math.max(base, 3 * wait), draw(seed, made)));
	}
	return Math.round(wait);
}

/**
 * How long to wait after attempt number `attempt` (the first is 1) failed, in seconds, to the millisecond. The same seed
 * gives the same waits, so a decision can be replayed; make it of the case and the step. Throws `FIELD_INVALID`.
 */
export function retryDelaySeconds(policy: RetryPolicy, attempt: number, seed: string): number {
	assertAttempt(attempt);
	const complete = completePolicy(policy);
	const ceiling = ceilingMs(complete, attempt);
	switch (complete.jitter) {
		case 'equal':
			return between(ceiling / 2, ceiling, draw(seed, attempt)) / 1000;
		case 'full':
			return between(0, ceiling, draw(seed, attempt)) / 1000;
		case 'none':
			return ceiling / 1000;
		case 'decorrelated':
			return decorrelatedMs(complete, attempt, seed) / 1000;
	}
}
