import { TriageError } from '../../errors';
import { memberOf, shorten } from '../../gate';
import type { Candidate, Suggestion } from '../decisionTypes';

/** What is made of a classifier's suggestion. */
export interface Weighed {
	/** The role it proposes; `''` where it names none. */
	outcome: string;
	/** Null where it is not in 0 to 1. */
	confidence: number | null;
	threshold: number;
	/** What it chose between, most likely first. */
	candidates: Candidate[];
	/** Why it does not route, in words; null where it does. */
	refusal: string | null;
}

export const defaultThreshold = 0.75;

/** Distances are compared to nine digits, so that 0.9 is 0.1 above 0.8. */
const precision = 1e9;

function isConfidence(value: unknown): value is number {
	return typeof value === 'number' && value >= 0 && value <= 1;
}

function readLimit(name: 'threshold' | 'min_margin', value: unknown, standard: number): number {
	if (value === undefined || value === null) return standard;
	if (isConfidence(value)) return value;
	throw new TriageError(
		'FIELD_INVALID',
		`'${name}' is ${typeof value === 'number' ? value : `of type ${typeof value}`}; a number from 0 to 1 is expected`,
		`Write a share, as ${standard || 0.1}`,
	);
}

function readRole(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

/** The second candidate; its confidence is undefined where it says none that counts. */
function readSecond(second: unknown): { outcome: string; confidence: number | undefined } | null {
	if (second === undefined || second === null) return null;
	const confidence = typeof second === 'number' ? second : memberOf(second, 'confidence');
	return {
		outcome: readRole(memberOf(second, 'outcome')),
		confidence: isConfidence(confidence) ? confidence : undefined,
	};
}

/**
 * Whether a classifier's suggestion may route. What is missing, not a number or outside of 0 to 1 is not sure enough.
 * `roles` are the roles there are. Throws `FIELD_INVALID` for a threshold or margin outside of 0 to 1.
 */
export function weighSuggestion(suggestion: Suggestion, roles: readonly string[] | undefined): Weighed {
	const threshold = readLimit('threshold', memberOf(suggestion, 'threshold'), defaultThreshold);
	const minMargin = readLimit('min_margin', memberOf(suggestion, 'min_margin'), 0);
	const outcome = readRole(memberOf(suggestion, 'outcome'));
	const given = memberOf(suggestion, 'confidence');
	const confidence = isConfidence(given) ? given : null;
	const second = readSecond(memberOf(suggestion, 'second'));
	const candidates = [{ outcome, confidence }, ...(second === null ? [] : [second])].filter(
		(candidate): candidate is Candidate => candidate.outcome !== '' && typeof candidate.confidence === 'number',
	);

	const refusal = (): string | null => {
		if (outcome === '') return 'it names no role';
		if (confidence === null) {
			const found = typeof given === 'number' ? `is ${given}` : given === undefined ? 'is missing' : 'is no number';
			return `its confidence ${found}`;
		}
		if (confidence < threshold) return `its confidence ${confidence} is below ${threshold}`;
		if (roles !== undefined && !roles.includes(outcome)) return `there is no role '${shorten(outcome)}'`;
		if (second === null) return null;
		if (second.confidence === undefined) return 'the confidence of its second candidate is no number from 0 to 1';
		const margin = Math.round((confidence - second.confidence) * precision) / precision;
		return margin < minMargin ? `its margin ${margin} over the second candidate is below ${minMargin}` : null;
	};
	return { outcome, confidence, threshold, candidates, refusal: refusal() };
}
