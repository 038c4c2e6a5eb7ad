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

/** A message that waits to be sent. */
export interface WaitingMessage {
	id: string;
	case_id: string;
	target_role: string;
	/** The first message about its case: it is never held back. */
	is_first: boolean;
}

/** Messages for one role that go out as one. */
export interface MessageBundle {
	target_role: string;
	messages: WaitingMessage[];
}

/** What may go out now, and what has to wait. */
export interface ThrottledMessages {
	/** To be sent now. Each bundle counts as one message. */
	send: MessageBundle[];
	/** To be held back, one bundle a role, and from when on it may go. */
	held: Array<MessageBundle & { until: string }>;
}

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

function assertRules(rules: readonly ThrottleRule[]): void {
	const findings = new FindingList();
	for (const [index, rule] of rules.entries()) {
		const { count: countBefore, per_seconds: perBefore } = rules[index - 1] ?? { count: 0, per_seconds: 0 };
		const range = { min: countBefore + 1, max: 10_000, whole: true };
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
 * Which of the messages that wait may go out at `now`, given when messages went to their roles before. The first message of
 * a case always goes. What else waits for a role goes out as one bundle, or is held back as one.
 */
export function throttleMessages(
	rules: readonly ThrottleRule[],
	sent: ReadonlyArray<{ target_role: string; sent_at: string }>,
	waiting: readonly WaitingMessage[],
	now: string,
): ThrottledMessages {
	assertRules(rules);
	const at = millisOf(now, 'now');
	const sentTo = new Map<string, number[]>();
	for (const [index, { target_role, sent_at }] of sent.entries()) {
		const times = sentTo.get(target_role) ?? [];
		times.push(millisOf(sent_at, `sent[${index}].sent_at`));
		sentTo.set(target_role, times);
	}
	const result: ThrottledMessages = { send: [], held: [] };
	for (const [target_role, messages] of Map.groupBy(waiting, (message) => message.target_role)) {
		const times = (sentTo.get(target_role) ?? []).sort((one, other) => one - other);
		for (const message of messages.filter(({ is_first }) => is_first)) {
			result.send.push({ target_role, messages: [message] });
			times.push(at);
		}
		const rest = messages.filter(({ is_first }) => !is_first);
		if (rest.length === 0) continue;
		const until = nextAllowed(rules, times, at);
		if (until <= at) result.send.push({ target_role, messages: rest });
		else result.held.push({ target_role, messages: rest, until: isoOf(until) });
	}
	return result;
}
