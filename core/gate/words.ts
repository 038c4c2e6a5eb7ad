import type { PathStep } from './path';
import { memberOf } from './pointer';
import type { Problem } from './types';
import { isSecret, shortenName } from './values';

/** What is judged, in words: an item, or a contract itself. */
export interface Subject {
	/** `The item`. */
	readonly whole: string;
	/** Where a person changes it: `item`, whatever arrives: a ticket, a lead, a request. */
	readonly owner: string;
	/** True for an item: its contract can be changed instead of it. */
	readonly isItem: boolean;
	/** Name of the place that the steps lead to; the steps are never empty. */
	name(steps: readonly PathStep[]): string;
}

/** The place that a problem is about. */
export interface Place {
	readonly subject: Subject;
	readonly steps: readonly PathStep[];
	readonly value: unknown;
	/** The value must not be shown. */
	readonly secret: boolean;
}

/** A problem in words. Sentences have no full stop; the fix is an imperative. */
export interface Words {
	label: Problem['label'];
	message: string;
	fix: string;
	found?: string;
	allowed?: string;
	/** What has to hold, as `must be a number`: the same rule can be told about the name of a field. */
	rule?: string;
}

/** Parameters of a keyword as Ajv gives them. */
export type Params = Readonly<Record<string, unknown>>;

/** Puts into words that a keyword does not hold at a place. */
export type Describe = (place: Place, params: Params) => Words;

/** The place at the beginning of a sentence. */
export function nameOf({ subject, steps }: Pick<Place, 'subject' | 'steps'>): string {
	return steps.length === 0 ? subject.whole : shortenName(subject.name(steps));
}

/** The place inside of a sentence. */
export function innerNameOf({ subject, steps }: Pick<Place, 'subject' | 'steps'>): string {
	return steps.length === 0 ? subject.whole.toLowerCase() : shortenName(subject.name(steps));
}

/** What a field of the place holds. */
export function childOf(place: Place, child: PathStep): Place {
	const steps = [...place.steps, child];
	const secret = place.secret || (place.subject.isItem && isSecret([child]));
	return { subject: place.subject, steps, value: memberOf(place.value, child), secret };
}

/** The name of a field of the place. */
export function childNameOf({ subject, steps }: Pick<Place, 'subject' | 'steps'>, child: PathStep): string {
	return shortenName(subject.name([...steps, child]));
}
