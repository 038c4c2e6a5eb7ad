import { maxChanges, transitionCount, type OwnerReview } from './findThrash';

/** Place of the review before the `count`-th newest one that counts; 0 where there are fewer. */
function placeBefore(reviews: readonly OwnerReview[], count: number, counts: (index: number) => boolean): number {
	let left = count;
	for (let index = reviews.length - 1; index > 0; index -= 1) {
		if (counts(index)) left -= 1;
		if (left === 0) return index - 1;
	}
	return 0;
}

/**
 * Of the reviews of a case, oldest first, as few as still tell whether it is passed around too much: those of the last 20
 * transitions, and of older ones the newest changes. `reviews` may be what was kept before and what came since.
 */
export function keptReviews(reviews: readonly OwnerReview[]): OwnerReview[] {
	// Of moves by escalation in a row only where they led to matters.
	const all = reviews.filter((review, index) => !review.by_escalation || !reviews[index + 1]?.by_escalation);
	const isMove = (index: number) => all[index]!.owner_role !== all[index - 1]?.owner_role;
	const isCounted = (index: number) => !all[index]!.by_escalation;
	const newest = placeBefore(all, transitionCount, isCounted);
	const oldest = placeBefore(all, maxChanges, (index) => isCounted(index) && isMove(index));
	return [
		...all.slice(oldest, newest).filter((_, place) => place === 0 || isMove(oldest + place)),
		...all.slice(newest),
	];
}
