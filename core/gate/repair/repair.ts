import { checkAt } from '../location';
import { parsePath, type PathStep } from '../path';
import { follow, pointerTo } from '../pointer';
import type { CheckOptions, CompiledContract, GateResult, Problem } from '../types';
import { isSecret } from '../values';
import { candidatesFor, type RepairKind, type Step } from './candidates';
import { withReplacements } from './copy';

/** An item with more problems than that is not one with a slip in it. */
const maxProblems = 100;
const hidden = '(hidden)';

/** One change that was made to a value. A value that went through two changes has two repairs, in their order. */
export interface Repair {
	/** JSON Pointer to the value, relative to the checked part of the item. */
	pointer: string;
	kind: RepairKind;
	/** The value itself; `(hidden)` where the name of the field says that it is a secret. */
	before: unknown;
	after: unknown;
}

/** An item after its repair. */
export interface RepairedItem {
	/** The item itself where nothing was repaired, else a copy of it. */
	item: unknown;
	repairs: Repair[];
	/** The verdict about `item`. */
	result: GateResult;
}

/** A value that has a problem, and what may be done about it. */
interface Place {
	pointer: string;
	steps: readonly PathStep[];
	before: unknown;
	candidates: Step[][];
}

function findPlaces(part: unknown, problems: readonly Problem[], kinds: readonly RepairKind[]): Place[] {
	const places = new Map<string, Place>();
	for (const problem of problems) {
		const { pointer } = problem;
		const { steps, value } = follow(part, pointer);
		const candidates = candidatesFor(value, problem, kinds);
		const place = places.get(pointer);
		if (place !== undefined) place.candidates.push(...candidates);
		else if (steps.length > 0 && candidates.length > 0)
			places.set(pointer, { pointer, steps, before: value, candidates });
	}
	return [...places.values()];
}

type Chosen = Map<Place, Step[]>;

function applied(part: unknown, chosen: Chosen): unknown {
	return withReplacements(
		part,
		[...chosen].map(([{ steps }, changes]) => ({ steps, value: changes.at(-1)?.value })),
	);
}

/** Tries the first way of every place at once, then the second of those where it did not help: few checks for many places. */
function choose(part: unknown, places: readonly Place[], check: (part: unknown) => GateResult): Chosen {
	const chosen: Chosen = new Map();
	const isWrong = (attempt: Chosen) => {
		const wrong = new Set(check(applied(part, attempt)).problems.map(({ pointer }) => pointer));
		return ({ pointer }: Place) => wrong.has(pointer);
	};
	let open = places;
	for (let round = 0; open.length > 0; round++) {
		const tried = open.flatMap((place) => {
			const candidate = place.candidates[round];
			return candidate === undefined ? [] : [[place, candidate] as const];
		});
		const stillWrong = isWrong(new Map([...chosen, ...tried]));
		for (const [place, candidate] of tried) if (!stillWrong(place)) chosen.set(place, candidate);
		open = tried.map(([place]) => place).filter((place) => !chosen.has(place));
	}
	// A value can be right only as long as another one is not.
	for (let count = -1; count !== chosen.size;) {
		count = chosen.size;
		const nowWrong = isWrong(chosen);
		for (const place of [...chosen.keys()]) if (nowWrong(place)) chosen.delete(place);
	}
	return chosen;
}

function asRepairs(
	{ pointer, steps, before }: Place,
	changes: readonly Step[],
	location: readonly PathStep[],
): Repair[] {
	const secret = isSecret([...location, ...steps]);
	return changes.map(({ kind, value }, index) => ({
		pointer,
		kind,
		before: secret ? hidden : index === 0 ? before : changes[index - 1]?.value,
		after: secret ? hidden : value,
	}));
}

/**
 * Repairs what can be repaired in an item: text is trimmed, put in lower case, or turned into the type that the contract
 * asks for, and the other way round; `007` or `1,5` never becomes a number. A change is made only where the value then
 * meets the contract. The item is not changed. An item that passes, or that has more than 100 problems, stays as it is.
 * `location` is as in `checkAt`.
 */
export function repairItem(
	compiled: CompiledContract,
	item: unknown,
	kinds: readonly RepairKind[],
	options: CheckOptions & { location?: string } = {},
): RepairedItem {
	const { location = '', ...limits } = options;
	const result = checkAt(compiled, item, location, limits);
	if (result.problems.length === 0 || result.problems.length > maxProblems || kinds.length === 0) {
		return { item, repairs: [], result };
	}
	const path = parsePath(location);
	const steps = 'steps' in path ? path.steps : [];
	const part = follow(item, steps.map(pointerTo).join('')).value;
	if (part === undefined) return { item, repairs: [], result };
	const check = (value: unknown) => compiled.check(value, { ...limits, max_problems: maxProblems });
	const whole = check(part);
	if (whole.truncated) return { item, repairs: [], result };
	const chosen = choose(part, findPlaces(part, whole.problems, kinds), check);
	if (chosen.size === 0) return { item, repairs: [], result };
	const repaired = withReplacements(item, [{ steps, value: applied(part, chosen) }]);
	return {
		item: repaired,
		repairs: [...chosen].flatMap(([place, changes]) => asRepairs(place, changes, steps)),
		result: checkAt(compiled, repaired, location, limits),
	};
}
