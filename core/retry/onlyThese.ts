import { refuseField, shown } from '../findings';
import type { ClassifiedFailure } from './types';

const maxWords = 50;

/** A status, a class of them, a code of the runtime, a cause that a node declared, or what no answer in time is called. */
const word = /^(?:[45]\d\d|[45]xx|timeout|[a-z]+(?:-[a-z]+)+|[A-Z][A-Z0-9_]{2,60})$/;

/** The words of a list of what is tried again, as `429, 5xx, timeout`. Throws `FIELD_INVALID`. */
export function readOnlyThese(text: string): string[] {
	const words = text.split(/[\s,;]+/).filter((each) => each !== '');
	const unknown = words.find((each) => !word.test(each));
	if (unknown === undefined && words.length <= maxWords) return words;
	const found = unknown === undefined ? `has ${words.length} entries` : `holds ${shown(unknown)}`;
	throw refuseField(
		'only',
		`'Only Retry These' ${found}; at most ${maxWords} statuses, codes and 'timeout' are expected`,
		'Write as 408, 429, 5xx, timeout, ECONNRESET',
	);
}

function isAmong({ status, code, label }: ClassifiedFailure, words: readonly string[]): boolean {
	const own = status === null ? [] : [String(status), `${String(status)[0]}xx`];
	if (code !== null) own.push(code);
	if (label === 'sys.timeout') own.push('timeout');
	return own.some((each) => words.includes(each));
}

/** The failure by a list of what is tried again, in place of the built-in table: what is not on it is terminal. */
export function judgeByList(failure: ClassifiedFailure, words: readonly string[]): ClassifiedFailure {
	if (words.length === 0) return failure;
	if (isAmong(failure, words)) return { ...failure, verdict: 'retryable' };
	return { ...failure, verdict: 'terminal', reason: `${failure.reason}, which is not among what is tried again` };
}
