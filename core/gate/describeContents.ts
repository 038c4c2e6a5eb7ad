import type { PathStep } from './path';
import { count, describeValue, shorten } from './values';
import { childNameOf, childOf, type Describe, innerNameOf, nameOf, type Params, type Place, type Words } from './words';

type Noun = readonly [one: string, many: string];
const fields: Noun = ['field', 'fields'];
const entries: Noun = ['entry', 'entries'];

function size(value: unknown): number {
	return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function found(place: Place): string {
	return describeValue(place.value, place.secret);
}

function tooFew([one, many]: Noun): Describe {
	return (place, params) => {
		const least = `at least ${count(Number(params.limit), one, many)}`;
		return {
			label: 'rule.range',
			message: `${nameOf(place)} has ${count(size(place.value), one, many)} but needs at least ${String(params.limit)}`,
			fix: `Add ${many} to ${innerNameOf(place)} until it has ${least}`,
			found: found(place),
			allowed: least,
		};
	};
}

function tooMany([one, many]: Noun): Describe {
	return (place, params) => {
		const most = `at most ${count(Number(params.limit), one, many)}`;
		return {
			label: 'rule.range',
			message: `${nameOf(place)} has ${count(size(place.value), one, many)} but may have at most ${String(params.limit)}`,
			fix: `Remove ${many} from ${innerNameOf(place)} until it has ${most}`,
			found: found(place),
			allowed: most,
		};
	};
}

/** A field that is not there, by its path from the whole. */
export function missing(place: Pick<Place, 'subject'>, steps: readonly PathStep[]): Words {
	const { subject } = place;
	const name = innerNameOf({ subject, steps });
	return {
		label: 'schema.required',
		message: `${name} is missing`,
		fix: `Add ${name} to the ${subject.owner}`,
	};
}

const required: Describe = (place, params) => missing(place, [...place.steps, String(params.missingProperty)]);

const dependent: Describe = (place, params) => {
	const given = childNameOf(place, String(params.property));
	const name = childNameOf(place, String(params.missingProperty));
	return {
		label: 'schema.required',
		message: `${name} is missing and is needed because ${given} is given`,
		fix: `Add ${name} to the ${place.subject.owner}, or remove ${given}`,
	};
};

function extraField(parameter: string): Describe {
	return (place, params) => {
		const { subject } = place;
		const key = String(params[parameter]);
		const name = childNameOf(place, key);
		return {
			label: 'schema.type',
			message: subject.isItem
				? `${name} is not a field of the contract, which allows no others`
				: `${name} is not a setting of a ${subject.owner}`,
			fix: `Remove ${name} from the ${subject.owner}${subject.isItem ? ', or add it to the contract' : ''}`,
			found: found(childOf(place, key)),
		};
	};
}

const notAllowed: Describe = (place) => ({
	label: 'schema.type',
	message:
		place.steps.length === 0
			? 'The contract allows nothing at all'
			: `${nameOf(place)} is ${found(place)} but must not be there`,
	fix:
		place.steps.length === 0
			? 'Correct the contract: its schema is false'
			: `Remove ${innerNameOf(place)} from the ${place.subject.owner}`,
	found: found(place),
});

const excluded: Describe = (place) => ({
	label: 'unknown',
	message: `${nameOf(place)} is ${found(place)}, which the contract rules out`,
	fix: `Change ${innerNameOf(place)} to something that the contract does not rule out`,
	found: found(place),
});

const repeated: Describe = (place, params) => {
	const [first, second] = [params.i, params.j].map((index) => childNameOf(place, Number(index)));
	return {
		label: 'rule.range',
		message: `${first} and ${second} are the same but each entry must be different`,
		fix: `Remove ${second}`,
		found: found(childOf(place, Number(params.j))),
	};
};

function wantedEntries({ minContains, maxContains }: Params): string {
	const least = Number(minContains);
	if (maxContains === undefined) return `at least ${count(least, 'entry', 'entries')}`;
	const most = Number(maxContains);
	if (least === 0) return `at most ${count(most, 'entry', 'entries')}`;
	return least === most ? `exactly ${count(least, 'entry', 'entries')}` : `${least} to ${most} entries`;
}

const contains: Describe = (place, params) => {
	const wanted = wantedEntries(params);
	const change = params.maxContains === undefined ? 'Add' : 'Add or remove';
	return {
		label: 'rule.range',
		message: `${nameOf(place)} must have ${wanted} of the kind that the contract describes`,
		fix: `${change} entries of that kind in ${innerNameOf(place)}`,
		found: found(place),
		allowed: wanted,
	};
};

/** A key of the object that may not be called so; `rule` says what names must be like. */
export function badName(place: Place, key: string, rule: string | undefined): Words {
	const shown = JSON.stringify(shorten(key));
	return {
		label: 'rule.range',
		message: `${nameOf(place)} has a field named ${shown} but a field name ${rule ?? 'must be one that the contract allows'}`,
		fix: `Rename the field ${shown}`,
		found: shown,
	};
}

/** Keywords about what an object or a list holds. */
export const contentWords: Readonly<Record<string, Describe>> = {
	'false schema': notAllowed,
	additionalItems: tooMany(entries),
	additionalProperties: extraField('additionalProperty'),
	contains,
	dependencies: dependent,
	dependentRequired: dependent,
	items: tooMany(entries),
	maxItems: tooMany(entries),
	maxProperties: tooMany(fields),
	minItems: tooFew(entries),
	minProperties: tooFew(fields),
	not: excluded,
	required,
	unevaluatedItems: tooMany(entries),
	unevaluatedProperties: extraField('unevaluatedProperty'),
	uniqueItems: repeated,
};
