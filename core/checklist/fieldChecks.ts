import { describeKind, describeValue, equalityKey, isSecret, memberOf, parsePath } from '../gate';
import { readInstant } from '../time';
import { ageAt, durationInWords, type Judged } from './judged';
import type { Check, ListVerdict, Operand } from './types';

type Of<Type extends Check['type']> = Extract<Check, { type: Type }>;

interface Found {
	name: string;
	value: unknown;
	isSecret: boolean;
}

/** Clocks of two machines never agree; what lies ahead by no more than this has happened. */
const clockSkewSeconds = 300;

/** What the item holds at a path. A path that cannot be read is refused before, with the checklist. */
function find(item: unknown, field: string): Found {
	const parsed = parsePath(field);
	const steps = 'steps' in parsed ? parsed.steps : [field];
	return {
		name: field,
		value: steps.reduce<unknown>((held, step) => memberOf(held, step), item),
		isSecret: isSecret(steps),
	};
}

/** A text of white space, an empty list and an empty object are no value: forms send them where nobody wrote anything. */
function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	if (typeof value === 'number') return !Number.isFinite(value);
	return typeof value === 'object' && Object.keys(value).length === 0;
}

const shown = ({ value, isSecret: hidden }: Found): string => describeValue(value, hidden);

export function judgeField({ field }: Of<'field_has_value'>, item: unknown): Judged {
	const found = find(item, field);
	if (isEmpty(found.value)) return { status: 'fail', detail: `${field} has no value` };
	return { status: 'pass', detail: `${field} has a value`, value: shown(found) };
}

export function judgeRecent({ field, max_age_seconds }: Of<'happened_recently'>, item: unknown, now: string): Judged {
	const found = find(item, field);
	if (isEmpty(found.value)) return { status: 'unknown', detail: `${field} has no value` };
	const at = typeof found.value === 'string' ? readInstant(found.value, 'utc') : null;
	const value = shown(found);
	if (at === null) return { status: 'unknown', detail: `${field} is ${value}; an ISO 8601 date is expected`, value };
	const age = ageAt(at, now);
	if (age < -clockSkewSeconds) {
		return { status: 'unknown', detail: `${field} lies ${durationInWords(-age)} ahead`, value, at };
	}
	const allowed = durationInWords(max_age_seconds);
	if (age > max_age_seconds) {
		return { status: 'fail', detail: `${field} is ${durationInWords(age)} old; at most ${allowed} counts`, value, at };
	}
	return { status: 'pass', detail: `${field} is at most ${allowed} old`, value, at };
}

function resolve(item: unknown, operand: Operand): Found {
	return 'field' in operand ? find(item, operand.field) : { name: 'the value', value: operand.value, isSecret: false };
}

export function judgeMatch({ left, right }: Of<'two_values_match'>, item: unknown): Judged {
	const [one, other] = [resolve(item, left), resolve(item, right)];
	const absent = [one, other].find(({ value }) => isEmpty(value));
	if (absent !== undefined) return { status: 'unknown', detail: `${absent.name} has no value to compare` };
	const hidden = one.isSecret || other.isSecret;
	const [first, second] = [describeKind(one.value, hidden), describeKind(other.value, hidden)];
	const value = describeValue(one.value, hidden);
	const isSame = equalityKey(one.value) === equalityKey(other.value);
	if (isSame) return { status: 'pass', detail: `${one.name} is the same as ${other.name}`, value };
	return { status: 'fail', detail: `${one.name} is ${first}, ${other.name} is ${second}`, value };
}

export function judgeCondition(verdict: ListVerdict | undefined): Judged {
	if (verdict === undefined) return { status: 'unknown', detail: 'The condition was not judged' };
	if (verdict.is === 'true') return { status: 'pass', detail: 'The condition holds' };
	return { status: verdict.is === 'false' ? 'fail' : 'unknown', detail: verdict.detail };
}
