import { readRetryAfter } from './retryAfter';
import type { RetryAfter } from './types';

/** What can be read of a failure, wherever it stands in it. */
export interface FailureFacts {
	status: number | null;
	/** As `ECONNRESET`. */
	code: string | null;
	/** What the node itself said about the failure, as n8n 2 lets it. */
	cause: DeclaredCause | null;
	/** What whoever answered said of another attempt, as a connector does. */
	retryable: boolean | null;
	/** Label of a contract that was not met. */
	label: string | null;
	retryAfter: RetryAfter | null;
}

type Values = Readonly<Record<string, unknown>>;

/** Causes that a node of n8n 2 can declare. */
const declaredCauses = [
	'rate-limited',
	'quota-exhausted',
	'temporarily-unavailable',
	'credential-invalid',
	'configuration-invalid',
	'node-defect',
] as const;
export type DeclaredCause = (typeof declaredCauses)[number];

/** Where n8n, axios, fetch and node keep the error inside the error. */
const inner = ['error', 'cause', 'response', 'errorResponse', 'reason', 'failure', 'json', 'triage', 'gate', 'context'];
const statusKeys = ['httpCode', 'statusCode', 'status', 'status_code'];
const codeKeys = ['code', 'errorCode', 'errno', 'httpCode'];
const textKeys = ['message', 'description', 'error', 'name'];

/** More than any error has around another. */
const maxVisited = 50;
const maxText = 2000;

const codeForm = /^[A-Z][A-Z0-9_]{2,60}$/;
/** A code inside a text, where a node kept nothing but the text. It is a code all the same, not a phrase. */
const codeInText = /\b(?:E[A-Z]{4,}|EAI_AGAIN|UND_ERR_[A-Z_]+)\b/;
const statusInText = /\bstatus code (\d{3})\b|^(\d{3}) - /;

/** What comes here is what somebody threw, so a property may throw too. */
function read(values: Values, key: string): unknown {
	try {
		return values[key];
	} catch {
		return undefined;
	}
}

function firstOf<Found>(values: Values, keys: readonly string[], take: (value: unknown) => Found | null): Found | null {
	for (const key of keys) {
		const found = take(read(values, key));
		if (found !== null) return found;
	}
	return null;
}

function takeStatus(value: unknown): number | null {
	const isText = typeof value === 'string' && /^\d{3}$/.test(value);
	const status = isText || typeof value === 'number' ? Number(value) : NaN;
	return Number.isInteger(status) && status >= 400 && status <= 599 ? status : null;
}

const takeCode = (value: unknown): string | null => (typeof value === 'string' && codeForm.test(value) ? value : null);

const takeFlag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

function takeText(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value.slice(0, maxText) : null;
}

function readHeaders(headers: unknown): RetryAfter | null {
	if (typeof headers !== 'object' || headers === null) return null;
	const name = Object.keys(headers).find((key) => key.toLowerCase() === 'retry-after');
	return name === undefined ? null : readRetryAfter(read(headers as Values, name));
}

/** A wait that a node declared: milliseconds, or the epoch at which it ends. */
function readDeclaredWait(values: Values): RetryAfter | null {
	const wait = read(values, 'retryAfterMs');
	if (typeof wait === 'number' && wait >= 0) return readRetryAfter(wait / 1000);
	const resets = read(values, 'resetsAtEpochMs');
	const isInstant = typeof resets === 'number' && resets >= 0 && resets <= 8.64e15;
	return isInstant ? readRetryAfter(new Date(resets).toUTCString()) : null;
}

/** A failure and what is inside it, the outermost first. */
function* layersOf(failure: object): Generator<Values> {
	const open: object[] = [failure];
	const seen = new Set<object>();
	for (let next = open.shift(); next !== undefined && seen.size < maxVisited; next = open.shift()) {
		if (seen.has(next)) continue;
		seen.add(next);
		yield next as Values;
		for (const key of inner) {
			const value = read(next as Values, key);
			if (typeof value === 'object' && value !== null) open.push(value);
		}
	}
}

function readText(text: string): Pick<FailureFacts, 'status' | 'code'> {
	const status = statusInText.exec(text);
	return { status: takeStatus(status?.[1] ?? status?.[2]), code: codeInText.exec(text)?.[0] ?? null };
}

/**
 * Reads a failure of any kind: an error of an n8n node as it is thrown or as it leaves by the error output, an HTTP
 * response, an error of axios or fetch, or a text. Codes go before codes inside texts, outer layers before inner ones.
 */
export function readFailure(failure: unknown): FailureFacts {
	const facts: FailureFacts = { status: null, code: null, cause: null, retryable: null, label: null, retryAfter: null };
	const texts: string[] = typeof failure === 'string' ? [failure.slice(0, maxText)] : [];
	for (const layer of typeof failure === 'object' && failure !== null ? layersOf(failure) : []) {
		facts.status ??= firstOf(layer, statusKeys, takeStatus);
		facts.code ??= firstOf(layer, codeKeys, takeCode);
		facts.cause ??= declaredCauses.find((cause) => cause === read(layer, 'cause')) ?? null;
		facts.retryable ??= takeFlag(read(layer, 'retryable'));
		facts.label ??= firstOf(layer, ['label'], takeText);
		facts.retryAfter ??= readHeaders(read(layer, 'headers')) ?? readDeclaredWait(layer);
		const text = firstOf(layer, textKeys, takeText);
		if (text !== null) texts.push(text);
		if (read(layer, 'name') === 'TimeoutError') facts.code ??= 'ETIMEDOUT';
	}
	for (const text of facts.status === null && facts.code === null ? texts : []) {
		const found = readText(text);
		facts.status ??= found.status;
		facts.code ??= found.code;
	}
	return facts;
}
