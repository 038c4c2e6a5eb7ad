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

/** What the trail of a resolved case has to hold, in this order, where no list is saved for its source. */
export const requiredTypes: readonly EntryType[] = ['case.opened', 'owner.assigned', 'qa.evaluated', 'case.closed'];

/** The same for a case that was merged: what else has to be there is on the trail of the surviving case. */
const requiredOfMerged: readonly EntryType[] = ['case.opened', 'case.merged'];

/** Types by which a case ends, or goes on. */
const endings: ReadonlySet<string> = new Set<EntryType>(['case.closed', 'case.merged', 'case.reopened']);

/** Types of which the order counts. */
const orderedTypes: ReadonlySet<string> = new Set([...requiredTypes, ...requiredOfMerged]);

interface TrailStep {
	type: string;
	data?: Readonly<Record<string, unknown>>;
}

/** Reads the trail of a case from its first entry to its last, and keeps no more of it than its completeness takes. */
export class TrailReading {
	readonly #seen = new Set<string>();
	/** Those of which the order counts. The same again right after itself changes nothing. */
	readonly #ordered: string[] = [];
	#end = '';
	/** What the newest closing asks for. */
	#required: readonly EntryType[] = requiredTypes;

	add({ type, data }: TrailStep): void {
		this.#seen.add(type);
		if (orderedTypes.has(type) && this.#ordered.at(-1) !== type) this.#ordered.push(type);
		if (endings.has(type)) this.#end = type;
		if (type === 'case.closed') this.#required = (data?.required as readonly EntryType[] | undefined) ?? requiredTypes;
	}

	/** What is missing so far. `dangling` are the calls of the case without an answer. */
	judge(dangling: readonly string[]): TrailCompleteness {
		const isMerged = this.#end === 'case.merged';
		const isOver = isMerged || this.#end === 'case.closed';
		const asked = isMerged ? requiredOfMerged : this.#required;
		const missing = isOver ? this.#findMissing(asked, isMerged ? requiredOfMerged : requiredTypes) : [];
		const isWhole = missing.length === 0 && dangling.length === 0;
		const verdict = isWhole ? (isOver ? 'complete' : 'open') : 'incomplete';
		return { verdict, missing, dangling: [...dangling] };
	}

	/** Types that are missing when the trail is read once; those that have no place in the order count wherever they are. */
	#findMissing(asked: readonly EntryType[], order: readonly EntryType[]): EntryType[] {
		let from = 0;
		const found = new Set<string>(asked.filter((type) => !order.includes(type) && this.#seen.has(type)));
		for (const type of order.filter((one) => asked.includes(one))) {
			const at = this.#ordered.indexOf(type, from);
			if (at < 0) continue;
			found.add(type);
			from = at + 1;
		}
		return asked.filter((type) => !found.has(type));
	}
}

/** What is missing from the trail of a case, oldest entry first. `dangling` are its calls without an answer. */
export function judgeTrail(trail: readonly TrailStep[], dangling: readonly string[]): TrailCompleteness {
	const reading = new TrailReading();
	for (const step of trail) reading.add(step);
	return reading.judge(dangling);
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
