import { thrashSigns, type ThrashSign } from '../vocabulary';
import { readMoment } from './readMoment';

/** The owner of a case after it was assigned, or reviewed without a change. */
export interface OwnerReview {
	at: string;
	owner_role: string;
	/** Moves by an escalation step are no thrash. */
	by_escalation?: boolean;
}

export interface ThrashContext {
	now: string;
	/** Working seconds from one instant to a later one, by the calendar of the case. */
	secondsBetween: (from: string, to: string) => number;
	/** The signs found when the case was looked at last, for the hysteresis of `ratio`. */
	previous?: readonly ThrashSign[];
}

/** Whether a case is passed around too much. While it is, it is not to be moved automatically; its clocks go on. */
export interface Thrash {
	is_flagged: boolean;
	signs: ThrashSign[];
	/** Changes of owner in the window, without the first assignment and escalations. */
	change_count: number;
	/** Weighted share of changes in the last 20 transitions, 0 to 1. */
	change_ratio: number;
}

const windowSeconds = 24 * 3600;
/** Changes in the window that are too many. */
export const maxChanges = 3;
/** Most transitions of which the share of changes is taken. */
export const transitionCount = 20;
const flaggedAbove = 0.3;
const clearedBelow = 0.15;
const lightest = 0.8;
const heaviest = 1.2;

interface Transition {
	from: string;
	to: string;
	at: string;
}

/** What lies between each review and the next, oldest first, without what escalation did. */
function transitionsOf(reviews: readonly OwnerReview[]): Transition[] {
	const inOrder = reviews
		.map((review) => ({ review, ms: readMoment('at', review.at) }))
		.sort((one, other) => one.ms - other.ms)
		.map(({ review }) => review);
	return inOrder.slice(1).flatMap(({ owner_role, at, by_escalation }, index) => {
		const from = inOrder[index]!.owner_role;
		return by_escalation ? [] : [{ from, to: owner_role, at }];
	});
}

const isChange = ({ from, to }: Transition) => from !== to;

/** The newest of 20 transitions weighs 1.2, the oldest 0.8; those that were not yet count as unchanged. */
function changeRatio(transitions: readonly Transition[]): number {
	const newest = transitions.slice(-transitionCount).reverse();
	const weightOf = (age: number) => heaviest - ((heaviest - lightest) * age) / (transitionCount - 1);
	const changed = newest.reduce((sum, transition, age) => sum + (isChange(transition) ? weightOf(age) : 0), 0);
	return Math.round((changed / transitionCount) * 1e9) / 1e9;
}

function isPingPong(changes: readonly Transition[]): boolean {
	return changes.some((change, index) => {
		const before = changes[index - 1];
		return before !== undefined && before.to === change.from && before.from === change.to;
	});
}

/**
 * Whether a case is passed around too much: three changes of owner in 24 working hours, or from A to B and back to A in
 * that time, or more than 30 % of its last 20 transitions, where newer ones weigh more; the last sign goes away only below
 * 15 %. `reviews` are all assignments and reviews of the case, in any order.
 */
export function findThrash(
	reviews: readonly OwnerReview[],
	{ now, secondsBetween, previous = [] }: ThrashContext,
): Thrash {
	readMoment('now', now);
	const transitions = transitionsOf(reviews);
	const recent = transitions.filter(
		(transition) => isChange(transition) && secondsBetween(transition.at, now) <= windowSeconds,
	);
	const change_ratio = changeRatio(transitions);
	const held = previous.includes('ratio');
	const found: Record<ThrashSign, boolean> = {
		changes: recent.length >= maxChanges,
		ping_pong: isPingPong(recent),
		ratio: change_ratio > flaggedAbove || (held && change_ratio >= clearedBelow),
	};
	const signs = thrashSigns.filter((sign) => found[sign]);
	return { is_flagged: signs.length > 0, signs, change_count: recent.length, change_ratio };
}
