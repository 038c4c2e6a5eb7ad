import type { ErrorObject } from 'ajv';
import { badName, contentWords, missing } from './describeContents';
import { valueWords } from './describeValues';
import type { Engine, Errors } from './engine';
import { type FieldNode, missingEntries, requiredRowsBelow } from './fieldTree';
import { formatPath, type PathStep } from './path';
import { follow } from './pointer';
import type { Problem } from './types';
import { describeUnion } from './describeUnion';
import { isSecret } from './values';
import { type Describe, nameOf, type Params, type Place, type Subject, type Words } from './words';

/** What errors are described with. */
export interface Scope {
	readonly engine: Engine;
	readonly subject: Subject;
	readonly item: unknown;
	/** The rows of a field list, which say more about a missing place than its schema does. */
	readonly tree?: FieldNode;
	/** Pointer of the value that the errors are relative to. */
	readonly base: string;
	/** How many unions there are around; a deeper one is told in one sentence. */
	readonly depth: number;
}

/** Bounds for unions in unions, which could make more problems than an item has values. */
const maxUnionDepth = 4;
const maxBranches = 100;
const maxBranchProblems = 50;

const describers = new Map<string, Describe>([...Object.entries(valueWords), ...Object.entries(contentWords)]);

/** A keyword that nobody gave words. */
function fallback(place: Place, keyword: string): Words {
	return {
		label: 'unknown',
		message: `${nameOf(place)} does not meet the rule ${keyword} of the contract`,
		fix: `Compare the ${place.subject.owner} with the rule ${keyword} of the contract`,
	};
}

function placeAt(scope: Scope, pointer: string): Place {
	const { steps, value } = follow(scope.item, pointer);
	return { subject: scope.subject, steps, value, secret: scope.subject.isItem && isSecret(steps) };
}

/** Ajv's parameters in snake_case, without what is only for describing the error. */
function publicParams(params: Params): Record<string, unknown> {
	const shown = Object.entries(params).filter(([name]) => !['schemas', 'deps', 'depsCount'].includes(name));
	return Object.fromEntries(
		shown.map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
	);
}

function asProblem(pointer: string, { keyword, params }: ErrorObject, words: Words): Problem {
	const { rule: _, ...shown } = words;
	return { pointer, keyword: keyword === 'false schema' ? 'false' : keyword, ...shown, params: publicParams(params) };
}

/** The places of a field list that an error leaves without a value. */
function missingRows({ tree }: Scope, { steps, value }: Place, { keyword, params }: ErrorObject): PathStep[][] {
	if (tree === undefined) return [];
	if (keyword === 'required') return requiredRowsBelow(tree, [...steps, String(params.missingProperty)]);
	if (keyword !== 'minItems' || !Array.isArray(value)) return [];
	return missingEntries(tree, steps, value.length);
}

function nameProblem(scope: Scope, pointer: string, error: ErrorObject): Problem {
	const place = placeAt(scope, pointer);
	const key = String(error.params.propertyName);
	const [inner] = scope.engine.errorsAt(error.params.schemas, undefined, key).list;
	const rule = inner && describers.get(inner.keyword)?.({ ...place, value: key }, inner.params).rule;
	return asProblem(pointer, error, badName(place, key, rule));
}

/** What each branch of an `anyOf` or `oneOf` says about the value, when every branch refused it. */
function branchesOf(scope: Scope, pointer: string, { params }: ErrorObject): Problem[][] {
	if (scope.depth >= maxUnionDepth || !Array.isArray(params.schemas)) return [];
	const { value } = follow(scope.item, pointer);
	const inner = { ...scope, base: pointer, depth: scope.depth + 1 };
	return params.schemas.slice(0, maxBranches).map((_, index) => {
		const errors = scope.engine.errorsAt(params.schemas, index, value);
		return describe(errors, inner, maxBranchProblems).problems;
	});
}

/** One error of Ajv as the problems that a person sees: none for a wrapper around others, several for a missing parent. */
function problemsOf(scope: Scope, error: ErrorObject): Problem[] {
	const pointer = scope.base + error.instancePath;
	const { keyword, params } = error;
	if (keyword === 'if') return [];
	if (keyword === 'propertyNames') return [nameProblem(scope, pointer, error)];
	if (keyword === 'anyOf' || keyword === 'oneOf') {
		const branches = params.passingSchemas ? [] : branchesOf(scope, pointer, error);
		const union = describeUnion((place) => placeAt(scope, place), pointer, params, branches);
		return Array.isArray(union) ? union : [asProblem(pointer, { ...error, params: {} }, union)];
	}
	const place = placeAt(scope, pointer);
	const rows = missingRows(scope, place, error);
	if (rows.length > 0) {
		return rows.map((steps) => {
			const problem = asProblem(pointer, error, missing(place, steps));
			const property = String(steps[place.steps.length]);
			return { ...problem, keyword: 'required', params: { missing_property: property, field: formatPath(steps) } };
		});
	}
	const words = describers.get(keyword)?.(place, params) ?? fallback(place, keyword);
	return [asProblem(pointer, error, words)];
}

function compareText(one: string, other: string): number {
	return one === other ? 0 : one < other ? -1 : 1;
}

function compareProblems(one: Problem, other: Problem): number {
	return (
		compareText(one.pointer, other.pointer) ||
		compareText(one.keyword, other.keyword) ||
		compareText(one.message, other.message)
	);
}

/** What a person is told of one error, in one sentence. */
export function sentenceOf(error: ErrorObject, scope: Scope): string {
	const [first] = problemsOf(scope, error);
	return first?.message ?? fallback(placeAt(scope, scope.base + error.instancePath), error.keyword).message;
}

/** The errors as problems, ordered, each once, and at most `max` of them. */
export function describe(
	{ list, complete }: Errors,
	scope: Scope,
	max: number,
): { problems: Problem[]; truncated: boolean } {
	// Errors are put in order first, so that of many only those that will be shown are put into words.
	const ordered = [...list].sort(
		(one, other) => compareText(one.instancePath, other.instancePath) || compareText(one.keyword, other.keyword),
	);
	const problems = new Map<string, Problem>();
	for (const error of ordered) {
		if (problems.size > max) break;
		for (const problem of problemsOf(scope, error)) {
			problems.set(JSON.stringify([problem.pointer, problem.keyword, problem.message]), problem);
		}
	}
	return {
		problems: [...problems.values()].sort(compareProblems).slice(0, max),
		truncated: !complete || problems.size > max,
	};
}
