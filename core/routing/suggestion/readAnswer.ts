import { memberOf, parsePath, type PathStep } from '../../gate';
import { TriageError } from '../../errors';
import type { Suggestion } from '../decisionTypes';

/** Where in the answer of a classifier the parts of its suggestion are. */
export interface AnswerFields {
	/** Path of the role or category, as `role` or `result.category`. */
	role: string;
	/** Path of the confidence, from 0 to 1. */
	confidence: string;
	/** Path of a list of candidates, which have the same two fields; or of an object that gives each role its confidence. */
	candidates: string;
	/** Role of a category, where the classifier names categories; upper and lower case are the same. */
	roles?: ReadonlyMap<string, string>;
	/** Confidence of an answer that says none; without it such an answer never routes. */
	assumed_confidence?: number;
}

export type AnswerReader = (answer: unknown) => Pick<Suggestion, 'outcome' | 'confidence' | 'second'>;

interface Named {
	outcome: string;
	confidence: unknown;
}

type Steps = readonly PathStep[];

/** Longer texts are prose, not the name of a category. */
const maxAnswerName = 200;
/** Far more than any classifier chooses between. */
const maxCandidates = 1000;
/** Where the AI nodes of n8n put what a model said. */
const wrappers = ['output', 'text', 'message', 'content'];
const maxWrappers = 4;

function readSteps(name: string, path: string): Steps {
	const parsed = parsePath(path);
	if ('steps' in parsed) return parsed.steps;
	throw new TriageError('FIELD_INVALID', `'${name}' ${parsed.reason}`, parsed.fix, { details: { field: name } });
}

const at = (value: unknown, steps: Steps): unknown => steps.reduce(memberOf, value);

/** JSON that a model wrote, also between the fences of a code block or in a sentence; the text itself where it is none. */
function parseText(text: string): unknown {
	const whole = text.trim();
	const [from, to] = [whole.search(/[[{]/), Math.max(whole.lastIndexOf('}'), whole.lastIndexOf(']'))];
	if (from < 0 || to < from) return /^".*"$/s.test(whole) ? whole.slice(1, -1) : whole;
	try {
		return JSON.parse(whole.slice(from, to + 1));
	} catch {
		return whole;
	}
}

/** What a model said, without what n8n's nodes put around it. */
function unwrap(answer: unknown, isFound: (value: unknown) => boolean): unknown {
	let held = typeof answer === 'string' ? parseText(answer) : answer;
	for (let depth = 0; depth < maxWrappers && !isFound(held); depth++) {
		const inner = wrappers.map((name) => memberOf(held, name)).find((value) => value !== undefined && value !== null);
		if (inner === undefined) return held;
		held = typeof inner === 'string' ? parseText(inner) : inner;
	}
	return held;
}

const nameIn = (value: unknown): string =>
	typeof value === 'string' && value.trim().length <= maxAnswerName ? value.trim() : '';

const rank = ({ confidence }: Named) => (typeof confidence === 'number' && !Number.isNaN(confidence) ? confidence : -1);

/**
 * Reads what a classifier answered: an object, a JSON text as a chat model writes it, a list of candidates, or the name
 * alone. What an answer does not say stays empty, so that it never routes; it is never refused. Throws `FIELD_INVALID` for
 * a path that cannot be read.
 */
export function answerReader(fields: AnswerFields): AnswerReader {
	const role = readSteps('role', fields.role);
	const confidence = readSteps('confidence', fields.confidence);
	const candidates = readSteps('candidates', fields.candidates);
	const roles = new Map([...(fields.roles ?? [])].map(([category, name]) => [category.trim().toLowerCase(), name]));

	const named = (name: unknown, given: unknown): Named => {
		const outcome = nameIn(name);
		return { outcome: roles.get(outcome.toLowerCase()) ?? outcome, confidence: given ?? fields.assumed_confidence };
	};
	const listed = (value: unknown): Named[] => {
		if (typeof value !== 'object' || value === null) return [];
		const all = Array.isArray(value)
			? value.slice(0, maxCandidates).map((entry: unknown) => named(at(entry, role) ?? entry, at(entry, confidence)))
			: Object.entries(value)
					.slice(0, maxCandidates)
					.map(([name, given]) => named(name, given));
		return all.filter(({ outcome }) => outcome !== '').sort((one, other) => rank(other) - rank(one));
	};
	const isFound = (value: unknown) =>
		Array.isArray(value) || at(value, role) !== undefined || at(value, candidates) !== undefined;

	return (answer) => {
		const said = unwrap(answer, isFound);
		const others = listed(Array.isArray(said) ? said : at(said, candidates));
		const alone = typeof said === 'string' ? said : at(said, role);
		const first = alone === undefined ? others[0] : named(alone, at(said, confidence));
		const second = others.find(({ outcome }) => outcome !== first?.outcome);
		return {
			outcome: first?.outcome ?? '',
			confidence: first?.confidence as number,
			...(second && { second: second as Suggestion['second'] }),
		};
	};
}
