import { valueWords } from './describeValues';
import type { Problem } from './types';
import { innerNameOf, nameOf, type Params, type Place, type Words } from './words';

/** The place that a pointer leads to. */
type PlaceAt = (pointer: string) => Place;

const maxReasons = 3;

function isChoice({ keyword }: Problem): boolean {
	return keyword === 'const' || keyword === 'enum';
}

/** True for a wrong choice at the value or in one of its fields: the branch is about another kind of value. */
function isOfAnotherKind(problem: Problem, pointer: string): boolean {
	if (!isChoice(problem) || !problem.pointer.startsWith(pointer)) return false;
	return problem.pointer.slice(pointer.length).lastIndexOf('/') <= 0;
}

function sameText(one: Problem, other: Problem): boolean {
	return one.pointer === other.pointer && one.keyword === other.keyword && one.message === other.message;
}

function commonLabel(problems: readonly Problem[]): Words['label'] {
	const labels = new Set(problems.map(({ label }) => label));
	const [only] = labels;
	return labels.size === 1 && only !== undefined ? only : 'unknown';
}

/** One sentence for branches of which none is nearer than the others. */
function fitsNone(place: Place, branchCount: number, branches: readonly Problem[][]): Words {
	const first = branches.flatMap((problems) => problems.slice(0, 1));
	const reasons = [...new Set(first.map(({ message }) => message))];
	const told = reasons.length > 0 && reasons.length <= maxReasons ? `: ${reasons.join(', or ')}` : '';
	return {
		label: commonLabel(branches.flat()),
		message: `${nameOf(place)} fits none of the ${branchCount} forms that the contract allows${told}`,
		fix: `Change ${innerNameOf(place)} so that it fits one of the ${branchCount} forms`,
	};
}

function fitsSeveral(place: Place, passing: readonly unknown[]): Words {
	const [first, second] = passing.map((index) => Number(index) + 1);
	return {
		label: 'unknown',
		message: `${nameOf(place)} fits forms ${first} and ${second} of the contract but must fit exactly one`,
		fix: `Change ${innerNameOf(place)} so that it fits only one of the forms`,
	};
}

/** The value has none of the types that the branches ask for. */
function wrongType(place: Place, pointer: string, branches: readonly Problem[][]): Words | undefined {
	const types = branches.flat().filter((problem) => problem.pointer === pointer && problem.keyword === 'type');
	const asked = new Set(types.flatMap(({ params }) => params.type));
	return valueWords.type?.(place, { type: [...asked] });
}

/** All branches make a choice at one place, as in the field `kind`, and the value there is none of them. */
function wrongChoice(placeAt: PlaceAt, pointer: string, branches: readonly Problem[][]): Problem | undefined {
	const choices = branches.map((problems) => problems.find((problem) => isOfAnotherKind(problem, pointer)));
	const [first] = choices;
	if (first === undefined || choices.some((choice) => choice?.pointer !== first.pointer)) return undefined;
	const allowed = choices.flatMap((choice) => choice?.params.allowed_values ?? [choice?.params.allowed_value]);
	const words = valueWords.enum?.(placeAt(first.pointer), { allowedValues: allowed });
	return words && withoutRule(first.pointer, words, allowed);
}

function withoutRule(pointer: string, { rule: _, ...words }: Words, allowed: unknown[]): Problem {
	return { pointer, keyword: 'enum', ...words, params: { allowed_values: allowed } };
}

/**
 * What to say when no branch of a union fits. Every branch has its own complaints, and most are about a kind of value
 * that nobody meant, so branches are ruled out: first those that ask for another type, then those that ask for another
 * constant, at the value or in one of its fields. The problems of the only branch left, or those that all branches left
 * share, are the answer. Where nothing is left or nothing is shared, one sentence about the union is.
 */
export function describeUnion(
	placeAt: PlaceAt,
	pointer: string,
	params: Params,
	branches: readonly Problem[][],
): Words | Problem[] {
	const place = placeAt(pointer);
	if (Array.isArray(params.passingSchemas)) return fitsSeveral(place, params.passingSchemas);
	const branchCount = Array.isArray(params.schemas) ? params.schemas.length : branches.length;
	const known = branches.filter((problems) => problems.length > 0);
	if (known.length === 0) return fitsNone(place, branchCount, []);

	const ofType = known.filter(
		(problems) => !problems.some((problem) => problem.pointer === pointer && problem.keyword === 'type'),
	);
	if (ofType.length === 0) return wrongType(place, pointer, known) ?? fitsNone(place, branchCount, known);
	const ofKind = ofType.filter((problems) => !problems.some((problem) => isOfAnotherKind(problem, pointer)));
	if (ofKind.length === 0) {
		const [only, second] = ofType;
		if (only && !second) return only;
		const choice = wrongChoice(placeAt, pointer, ofType);
		return choice ? [choice] : fitsNone(place, branchCount, ofType);
	}
	const [nearest = [], ...others] = ofKind;
	const shared = nearest.filter((problem) => others.every((other) => other.some((one) => sameText(one, problem))));
	return shared.length > 0 ? shared : fitsNone(place, branchCount, ofKind);
}
