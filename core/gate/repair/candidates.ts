import type { Problem } from '../types';

/** What may be done to a value so that it meets its contract. */
export const repairKinds = ['convert_type', 'lowercase', 'trim'] as const;
export type RepairKind = (typeof repairKinds)[number];

/** One change of a value. */
export interface Step {
	kind: RepairKind;
	value: unknown;
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** More digits than a number in memory can hold. */
const maxDigits = 15;

function toNumber(text: string): number | undefined {
	// `007` and `1,5` may mean something else, and a long number would lose its end.
	if (!jsonNumber.test(text) || text.replace(/[eE].*$/, '').replace(/\D/g, '').length > maxDigits) return undefined;
	const number = Number(text);
	return Number.isFinite(number) ? number : undefined;
}

function toBoolean(text: string): boolean | undefined {
	const lower = text.toLowerCase();
	return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** The value in each of the types, as far as nothing is lost. */
function convert(value: unknown, types: readonly unknown[]): unknown[] {
	if (typeof value !== 'string')
		return types.includes('string') && Number.isFinite(Number(value)) ? [String(value)] : [];
	const results = types.map((type) => {
		if (type === 'null') return value.trim() === '' ? null : undefined;
		if (type === 'boolean') return toBoolean(value);
		return type === 'number' || type === 'integer' ? toNumber(value) : undefined;
	});
	return [...new Set(results.filter((result) => result !== undefined))];
}

/** Types worth trying: those that the contract asks for, or any of those that a listed value may have. */
function typesFor({ keyword, params }: Problem): unknown[] {
	if (keyword === 'type') return [params.type].flat();
	return keyword === 'enum' || keyword === 'const' ? ['number', 'boolean', 'string'] : [];
}

function textSteps(text: string, kinds: readonly RepairKind[]): Step[][] {
	const trimmed = kinds.includes('trim') ? text.trim() : text;
	const lowered = kinds.includes('lowercase') ? text.toLowerCase() : text;
	const trim: Step[] = trimmed === text ? [] : [{ kind: 'trim', value: trimmed }];
	const lower: Step[] = lowered === text ? [] : [{ kind: 'lowercase', value: lowered }];
	const both: Step[] =
		trim.length && lower.length ? [...trim, { kind: 'lowercase', value: trimmed.toLowerCase() }] : [];
	return [trim, lower, both].filter((steps) => steps.length > 0);
}

/** Ways to change a value that has a problem, each as its steps; the smallest change first. */
export function candidatesFor(value: unknown, problem: Problem, kinds: readonly RepairKind[]): Step[][] {
	const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
	if (!isScalar) return [];
	const asText = typeof value === 'string' ? textSteps(value, kinds) : [];
	if (!kinds.includes('convert_type')) return asText;
	const types = typesFor(problem);
	const bases: Step[][] = [[], ...asText];
	const converted = bases.flatMap((steps) =>
		convert(steps.at(-1)?.value ?? value, types).map((result): Step[] => [
			...steps,
			{ kind: 'convert_type', value: result },
		]),
	);
	return [...asText, ...converted];
}
