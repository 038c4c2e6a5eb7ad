import type { ClockChange, ClockFigures } from './forecast';
import type { ClockName } from './types';

/** What is kept of a clock that a repair moves: whole seconds, so that evidence can hold it. */
export interface ClockTerms extends Pick<ClockFigures, 'due_at' | 'outcome'> {
	budget_seconds: number | null;
}

/** A clock with and without a repair. */
export interface RepairedClock {
	clock: ClockName;
	before: ClockTerms;
	after: ClockTerms;
}

const termsOf = ({ budget_seconds, due_at, outcome }: ClockFigures): ClockTerms => ({
	budget_seconds: budget_seconds === null ? null : Math.round(budget_seconds),
	due_at,
	outcome,
});

/** What is kept of the changes that a repair makes. */
export const repairedClocks = (changes: readonly ClockChange[]): RepairedClock[] =>
	changes.map(({ clock, before, after }) => ({ clock, before: termsOf(before), after: termsOf(after) }));
