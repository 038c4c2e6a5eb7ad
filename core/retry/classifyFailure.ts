import { rootCauseLabels, type RootCauseLabel } from '../vocabulary';
import { readFailure, type DeclaredCause, type FailureFacts } from './failureFacts';
import type { ClassifiedFailure } from './types';

type Judgement = Pick<ClassifiedFailure, 'verdict' | 'label' | 'reason'>;

const retryableStatuses = new Set([408, 425, 429]);

/** No answer in time, or a connection that broke: the same request can succeed a moment later. */
const timeoutCodes = new Set([
	'ETIMEDOUT',
	'ESOCKETTIMEDOUT',
	'ECONNABORTED',
	'UND_ERR_CONNECT_TIMEOUT',
	'UND_ERR_HEADERS_TIMEOUT',
	'UND_ERR_BODY_TIMEOUT',
]);
const connectionCodes = new Set([
	'ECONNRESET',
	'ECONNREFUSED',
	'EPIPE',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'EHOSTDOWN',
	'ENETUNREACH',
	'ENETDOWN',
	'ERR_NETWORK',
	'UND_ERR_SOCKET',
]);

const declared: Record<DeclaredCause, Judgement> = {
	'rate-limited': { verdict: 'retryable', label: 'unknown', reason: 'The service limits how often it is asked' },
	'quota-exhausted': { verdict: 'retryable', label: 'unknown', reason: 'The quota of the service is used up for now' },
	'temporarily-unavailable': { verdict: 'retryable', label: 'sys.5xx', reason: 'The service is not available for now' },
	'credential-invalid': { verdict: 'terminal', label: 'sys.auth', reason: 'The credential is not accepted' },
	'configuration-invalid': {
		verdict: 'terminal',
		label: 'unknown',
		reason: 'The node is not set up as the service asks',
	},
	'node-defect': { verdict: 'terminal', label: 'unknown', reason: 'The node itself does not work' },
};

function labelOfStatus(status: number): RootCauseLabel {
	if (status === 408) return 'sys.timeout';
	if (status === 401 || status === 403 || status === 407) return 'sys.auth';
	if (status === 409 || status === 412) return 'write.conflict';
	return status >= 500 ? 'sys.5xx' : 'unknown';
}

function judgeStatus(status: number): Judgement {
	const isRetryable = status >= 500 || retryableStatuses.has(status);
	return {
		verdict: isRetryable ? 'retryable' : 'terminal',
		label: labelOfStatus(status),
		reason: `The service answered with status ${status}`,
	};
}

/** Whoever answered knows more than the status: a system that is switched off is not there a minute later. */
function judgeStated(facts: FailureFacts, retryable: boolean): Judgement {
	const otherwise = judge({ ...facts, retryable: null });
	const verdict = retryable ? 'retryable' : 'terminal';
	if (otherwise.verdict === verdict) return otherwise;
	const stated = retryable ? 'it may be asked again' : 'asking again is no use';
	return { ...otherwise, verdict, reason: `${otherwise.reason}. By its own account ${stated}` };
}

function judge(facts: FailureFacts): Judgement {
	const { status, code, cause, label, retryable } = facts;
	const known = rootCauseLabels.find((each) => each === label);
	if (known?.startsWith('schema.') || known?.startsWith('rule.')) {
		return { verdict: 'terminal', label: known, reason: 'The data does not meet its contract' };
	}
	if (cause !== null) return declared[cause];
	if (retryable !== null) return judgeStated(facts, retryable);
	if (status !== null) return judgeStatus(status);
	if (code !== null && timeoutCodes.has(code)) {
		return { verdict: 'retryable', label: 'sys.timeout', reason: `No answer in time (${code})` };
	}
	if (code !== null && connectionCodes.has(code)) {
		return { verdict: 'retryable', label: 'sys.timeout', reason: `No connection (${code})` };
	}
	const what = code === null ? 'It names no status and no code' : `Nothing is known of ${code}`;
	return { verdict: 'retryable_once', label: 'unknown', reason: what };
}

/**
 * Whether a failure is worth another attempt, from what it carries: the cause that an n8n node declared, `retryable` as a
 * connector says it, an HTTP status, or a code of the runtime, at whatever depth. Timeouts, broken connections, 408, 425, 429 and 5xx are retryable; other 4xx
 * and contracts that are not met are terminal; anything else is retryable once. Takes any value. Text is searched for codes
 * only where nothing else is there, and never for phrases.
 */
export function classifyFailure(failure: unknown): ClassifiedFailure {
	const facts = readFailure(failure);
	const { status, code, cause, retryAfter } = facts;
	return { ...judge(facts), status, code: cause ?? code, retry_after: retryAfter };
}
