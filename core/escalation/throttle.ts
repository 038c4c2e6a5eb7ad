import { FindingList, refuseField } from '../findings';
import { isoOf, millisOf } from '../time';

/** At most `count` messages in any `per_seconds`. */
export interface ThrottleRule {
	count: number;
	per_seconds: number;
	/**
	 * What this rule allows beyond the rule before it is spread evenly over the rest of its time, instead of being used up
	 * at once.
	 */
	smooth?: boolean;
}

/** Most messages that a rule can allow; so many have to be remembered of a role. */
export const maxThrottleCount = 200;

/** What GoAlert allows for text messages to one person. */
export const textMessageThrottle: readonly ThrottleRule[] = [
	{ count: 5, per_seconds: 900 },
	{ count: 11, per_seconds: 3600, smooth: true },
	{ count: 21, per_seconds: 10_800, smooth: true },
];

/** The first instant from `at` on at which a rule lets one more message through. `sent` is in order. */
function allowedFrom(
	rule: ThrottleRule,
	before: ThrottleRule | undefined,
	sent: readonly number[],
	at: number,
): number {
	const perMs = rule.per_seconds * 1000;
	const recent = sent.filter((each) => each > at - perMs);
	const [first] = recent;
	if (first === undefined) return at;
	// One has to leave the window before another may enter it.
	if (recent.length >= rule.count) return allowedFrom(rule, before, sent, recent.at(-rule.count)! + perMs);
	const extra = recent.length - (before?.count ?? 0);
	if (rule.smooth !== true || extra < 0) return at;
	const beforeMs = (before?.per_seconds ?? 0) * 1000;
	const gap = (perMs - beforeMs) / (rule.count - (before?.count ?? 0));
	return Math.max(at, Math.ceil(first + beforeMs + extra * gap));
}

/** The first instant from `at` on at which all rules do. Rules only ever move it forward, so the last word is stable. */
function nextAllowed(rules: readonly ThrottleRule[], sent: readonly number[], at: number): number {
	let allowed = at;
	for (;;) {
		const next = rules.reduce((latest, rule, index) => allowedFrom(rule, rules[index - 1], sent, latest), allowed);
		if (next === allowed) return allowed;
		allowed = next;
	}
}

/** Throws `FIELD_INVALID` for rules that cannot be used: each has to be longer than the one before, and to allow more. */
export function assertThrottle(rules: readonly ThrottleRule[]): void {
	const findings = new FindingList();
	for (const [index, rule] of rules.entries()) {
		const { count: countBefore, per_seconds: perBefore } = rules[index - 1] ?? { count: 0, per_seconds: 0 };
		const range = { min: countBefore + 1, max: maxThrottleCount, whole: true };
		if (!findings.record(rule, `/${index}`, 'Write {"count": 5, "per_seconds": 900}')) break;
		findings.number(rule.count, `/${index}/count`, range);
		findings.number(rule.per_seconds, `/${index}/per_seconds`, { min: perBefore + 1, max: 31 * 86_400 });
	}
	const [fault] = findings.found;
	if (fault === undefined) return;
	throw refuseField(
		'rules',
		`Throttle rules: ${fault.message}`,
		'Write rules in order, each longer and with a higher count',
	);
}

/**
 * The first instant from `now` on at which one more message may go to whoever was sent messages at `sent`, in order.
 * Without rules that is `now`.
 */
export function messageAllowedFrom(rules: readonly ThrottleRule[], sent: readonly string[], now: string): string {
	assertThrottle(rules);
	const times = sent.map((each, index) => millisOf(each, `sent[${index}]`));
	return isoOf(nextAllowed(rules, times, millisOf(now, 'now')));
}
