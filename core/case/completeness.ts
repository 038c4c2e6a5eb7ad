import type { EntryType } from '../evidence';

/** Whether a trail has what has to be in it; no hash can tell what was never recorded. */
export interface TrailCompleteness {
	/** `open`: the case is not resolved, so more may follow. */
	verdict: 'complete' | 'incomplete' | 'open';
	/** Types that are not there, or not in this order. */
	missing: EntryType[];
	/** Ids of calls of which nobody said what became. */
	dangling: string[];
}

/** What the trail of a resolved case has to hold, in this order. */
export const requiredTypes: readonly EntryType[] = ['case.opened', 'owner.assigned', 'qa.evaluated', 'case.closed'];

/** The same for a case that was merged: what else has to be there is on the trail of the surviving case. */
const requiredOfMerged: readonly EntryType[] = ['case.opened', 'case.merged'];

/** Types by which a case ends, or goes on. */
const endings: ReadonlySet<string> = new Set<EntryType>(['case.closed', 'case.merged', 'case.reopened']);

const judgedTypes: ReadonlySet<string> = new Set([...requiredTypes, ...endings]);

/** Whether `judgeTrail` asks about entries of a type by default; all others may be left out of the trail it gets. */
export function isJudged(type: string): boolean {
	return judgedTypes.has(type);
}

interface TrailStep {
	type: string;
}

/** Types that are missing from a trail when it is read once, from its first entry to its last. */
function findMissing(trail: readonly TrailStep[], required: readonly EntryType[]): EntryType[] {
	const missing: EntryType[] = [];
	let from = 0;
	for (const type of required) {
		const at = trail.findIndex((step, index) => index >= from && step.type === type);
		if (at < 0) missing.push(type);
		else from = at + 1;
	}
	return missing;
}

/**
 * What is missing from the trail of a case, oldest entry first. `dangling` are its calls without an answer. Another flow can
 * ask for other types than those of every resolved case.
 */
export function judgeTrail(
	trail: readonly TrailStep[],
	dangling: readonly string[],
	required: readonly EntryType[] = requiredTypes,
): TrailCompleteness {
	const end = trail.findLast(({ type }) => endings.has(type))?.type;
	const isOver = end === 'case.closed' || end === 'case.merged';
	const missing = isOver ? findMissing(trail, end === 'case.merged' ? requiredOfMerged : required) : [];
	const isWhole = missing.length === 0 && dangling.length === 0;
	const verdict = isWhole ? (isOver ? 'complete' : 'open') : 'incomplete';
	return { verdict, missing, dangling: [...dangling] };
}

/** What is not complete, in words: `was closed without qa.evaluated in its place; 1 call has no outcome`. Empty where nothing is missing. */
export function describeGaps({ missing, dangling }: Pick<TrailCompleteness, 'missing' | 'dangling'>): string {
	const calls = `${dangling.length} call${dangling.length === 1 ? ' has' : 's have'} no outcome`;
	return [
		...(missing.length > 0
			? [`was closed without ${missing.join(', ')} in ${missing.length === 1 ? 'its place' : 'their places'}`]
			: []),
		...(dangling.length > 0 ? [calls] : []),
	].join('; ');
}
