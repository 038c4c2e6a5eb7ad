import { formatNoun } from './formats';
import { count, countCharacters, describeKind, describeValue, eitherOf, listAllowed, shorten } from './values';
import { type Describe, innerNameOf, nameOf, type Params, type Place, type Words } from './words';

/** A text with nothing but white space does not fit it; field lists ask for it in required texts. */
export const notBlank = '\\S';

const typeNouns: Record<string, string> = {
	array: 'a list',
	boolean: 'true or false',
	integer: 'a whole number',
	null: 'empty (null)',
	number: 'a number',
	object: 'an object',
	string: 'text',
};

function found(place: Place): string {
	return describeValue(place.value, place.secret);
}

/** `amount is 5 but must be at least 10`. */
function mustBe(place: Place, label: Words['label'], allowed: string, fix: string): Words {
	const rule = `must be ${allowed}`;
	return { label, message: `${nameOf(place)} is ${found(place)} but ${rule}`, fix, found: found(place), allowed, rule };
}

const type: Describe = (place, params) => {
	const types = [params.type].flat().map(String);
	// A field that may stay empty is still told what it should hold.
	const asked = types.length > 1 ? types.filter((name) => name !== 'null') : types;
	const allowed = eitherOf(asked.map((name) => typeNouns[name] ?? name));
	const kind = describeKind(place.value, place.secret);
	const rule = `must be ${allowed}`;
	const isQuoted = typeof place.value === 'string' && place.value.trim() !== '' && Number.isFinite(Number(place.value));
	const isNumber = !place.secret && asked.every((name) => name === 'number' || name === 'integer');
	return {
		label: 'schema.type',
		message: `${nameOf(place)} is ${kind} but ${rule}`,
		fix: `Send ${innerNameOf(place)} as ${allowed}${isQuoted && isNumber ? ', without quotes' : ''}`,
		found: kind,
		allowed,
		rule,
	};
};

const oneOfValues: Describe = (place, params) => {
	const values = Array.isArray(params.allowedValues) ? params.allowedValues : [params.allowedValue];
	const allowed = listAllowed(values);
	const choice = values.length === 1 ? allowed : `one of ${allowed}`;
	const words = mustBe(place, 'rule.enum', choice, `Set ${innerNameOf(place)} to ${choice}`);
	return { ...words, allowed };
};

const limitWords: Record<string, [comparison: string, choice: (limit: string) => string]> = {
	exclusiveMaximum: ['less than', (limit) => `less than ${limit}`],
	exclusiveMinimum: ['more than', (limit) => `more than ${limit}`],
	maximum: ['at most', (limit) => `${limit} or less`],
	minimum: ['at least', (limit) => `${limit} or more`],
};

function numberLimit(keyword: string): Describe {
	return (place, params) => {
		const [comparison, choice] = limitWords[keyword] ?? ['', String];
		const bound = String(params.limit);
		return mustBe(place, 'rule.range', `${comparison} ${bound}`, `Set ${innerNameOf(place)} to ${choice(bound)}`);
	};
}

const multipleOf: Describe = (place, params) => {
	const allowed = `a multiple of ${String(params.multipleOf)}`;
	return mustBe(place, 'rule.range', allowed, `Round ${innerNameOf(place)} to ${allowed}`);
};

/** `has 3 characters`; how long a secret is stays part of the secret. */
function hasCharacters({ value, secret }: Place): string {
	return secret ? 'is (hidden)' : `has ${count(countCharacters(String(value)), 'character', 'characters')}`;
}

function characterLimit(place: Place, params: Params): { limit: string; shownLimit: string } {
	const limit = count(Number(params.limit), 'character', 'characters');
	return { limit, shownLimit: place.secret ? limit : String(params.limit) };
}

const minLength: Describe = (place, params) => {
	const { limit, shownLimit } = characterLimit(place, params);
	return {
		label: 'rule.range',
		message: `${nameOf(place)} ${hasCharacters(place)} but needs at least ${shownLimit}`,
		fix: `Write at least ${limit} in ${innerNameOf(place)}`,
		found: found(place),
		allowed: `at least ${limit}`,
		rule: `must have at least ${limit}`,
	};
};

const maxLength: Describe = (place, params) => {
	const { limit, shownLimit } = characterLimit(place, params);
	return {
		label: 'rule.range',
		message: `${nameOf(place)} ${hasCharacters(place)} but may have at most ${shownLimit}`,
		fix: `Shorten ${innerNameOf(place)} to at most ${limit}`,
		found: found(place),
		allowed: `at most ${limit}`,
		rule: `may have at most ${limit}`,
	};
};

const pattern: Describe = (place, params) => {
	if (params.pattern === notBlank) return blank(place);
	const wanted = `the pattern ${shorten(String(params.pattern))}`;
	return {
		label: 'rule.range',
		message: `${nameOf(place)} is ${found(place)} but must match ${wanted}`,
		fix: `Write ${innerNameOf(place)} so that it matches ${wanted}`,
		found: found(place),
		allowed: wanted,
		rule: `must match ${wanted}`,
	};
};

function blank(place: Place): Words {
	return {
		label: 'schema.required',
		message: `${nameOf(place)} is blank`,
		fix: `Fill in ${innerNameOf(place)}`,
		found: found(place),
		allowed: 'more than white space',
		rule: 'must hold more than white space',
	};
}

const format: Describe = (place, params) => {
	const { noun, example } = formatNoun(String(params.format));
	const allowed = example === undefined ? noun : `${noun}, as ${example}`;
	return {
		...mustBe(
			place,
			'schema.type',
			noun,
			`Write ${innerNameOf(place)} ${example === undefined ? `as ${noun}` : `like ${example}`}`,
		),
		allowed,
	};
};

/** Keywords about one value: a number, a text, a choice. */
export const valueWords: Readonly<Record<string, Describe>> = {
	const: oneOfValues,
	enum: oneOfValues,
	exclusiveMaximum: numberLimit('exclusiveMaximum'),
	exclusiveMinimum: numberLimit('exclusiveMinimum'),
	format,
	maxLength,
	maximum: numberLimit('maximum'),
	minLength,
	minimum: numberLimit('minimum'),
	multipleOf,
	pattern,
	type,
};
