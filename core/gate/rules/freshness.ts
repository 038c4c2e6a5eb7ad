import { TriageError } from '../../errors';
import { readInstant } from '../../time';
import { count, describeValue } from '../values';
import { mustBe, type Outcome, wrongType } from './outcome';
import type { RuleField } from './read';
import type { FreshnessRule } from './types';

const units = [
	[86_400, 'day'],
	[3600, 'hour'],
	[60, 'minute'],
	[1, 'second'],
] as const;

/** `90 minutes`, `2 days`: in the largest unit of which there are at least two, or which it is exactly. */
function duration(seconds: number): string {
	const [size, name] = units.find(([unit]) => seconds >= 2 * unit || seconds === unit) ?? [1, 'second'];
	return count(Math.floor(seconds / size), name, `${name}s`);
}

/** Compares the age of a date that is there with what the rule allows. */
export function isFresh(
	rule: FreshnessRule,
	field: RuleField,
	value: unknown,
	now: string | undefined,
): Outcome | undefined {
	const instant = typeof value === 'string' ? readInstant(value, rule.timezone ?? 'utc') : null;
	if (instant === null) return wrongType(field, value, 'an ISO 8601 date');
	const age = (Date.parse(checkedNow(rule, now)) - Date.parse(instant)) / 1000;
	if (age > rule.max_age_seconds) {
		return mustBe(field, value, 'rule.range', `at most ${duration(rule.max_age_seconds)} old`, `${duration(age)} old`);
	}
	const { max_ahead_seconds: ahead = Infinity } = rule;
	if (-age <= ahead) return undefined;
	return mustBe(field, value, 'rule.range', `at most ${duration(ahead)} ahead`, `${duration(-age)} ahead`);
}

function checkedNow({ name }: FreshnessRule, now: string | undefined): string {
	const instant = now === undefined ? null : readInstant(now, 'utc');
	if (instant !== null) return instant;
	throw new TriageError(
		'FIELD_INVALID',
		`now is ${now === undefined ? 'missing' : describeValue(now, false)}, and the rule '${name}' compares with it`,
		'Hand the present instant in as ISO 8601 in UTC',
	);
}
