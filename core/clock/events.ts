import { FindingList, refuseField } from '../findings';
import { millisOf } from '../time';
import { caseStates, priorities } from '../vocabulary';
import { checkBudget } from './budget';
import { pauseReasons } from './policyFindings';
import { clockNames, type ClockEvent } from './types';

/** More than any case has. */
const maxEvents = 10_000;
const maxTextLength = 500;

type EventKind = ClockEvent['kind'];

/**
 * The order in which events of one instant act on clocks: cancel, stop, reset, pause, resume, start, and then what changes
 * a budget. So when a case is resolved and paused at once, it is resolved. Opening goes before all: nothing can happen to a
 * case before it is there, and a ticket that a rule assigns in the instant it comes has been triaged.
 */
const ranks: Record<EventKind, number> = {
	opened: -1,
	cancelled: 0,
	policy_ended: 0,
	merged: 0,
	resolved: 1,
	answered: 1,
	triaged: 1,
	owner_assigned: 2,
	paused: 3,
	waiting_on_customer: 3,
	state_changed: 3,
	resumed: 4,
	customer_wrote: 5,
	reopened: 5,
	priority_changed: 6,
	repaired: 7,
};

/** Events of one instant. */
export interface EventGroup {
	at: number;
	/** As they were recorded. */
	recorded: ClockEvent[];
	/** In the order in which they act. */
	ranked: ClockEvent[];
}

function checkEvent(findings: FindingList, event: ClockEvent): void {
	switch (event.kind) {
		case 'opened':
			findings.oneOf(event.priority, '/priority', priorities);
			if (event.state !== undefined) findings.oneOf(event.state, '/state', caseStates);
			break;
		case 'state_changed':
			findings.oneOf(event.to, '/to', pauseReasons);
			break;
		case 'priority_changed':
			findings.oneOf(event.to, '/to', priorities);
			break;
		case 'owner_assigned':
			findings.text(event.role, '/role', maxTextLength);
			findings.oneOf(event.by, '/by', ['rule', 'manual', 'default', 'escalation']);
			if (event.window !== undefined) findings.within('/window', checkBudget(event.window));
			break;
		case 'paused':
		case 'resumed':
			if (event.clock !== undefined) findings.oneOf(event.clock, '/clock', clockNames);
			break;
		case 'cancelled':
			if (event.clock !== undefined) findings.oneOf(event.clock, '/clock', clockNames);
			findings.text(event.reason, '/reason', maxTextLength);
			break;
		case 'policy_ended':
			findings.oneOf(event.reason, '/reason', ['policy_no_match', 'policy_deleted']);
			break;
		case 'reopened':
			findings.flag(event.by_customer, '/by_customer');
			break;
		case 'answered':
		case 'customer_wrote':
		case 'merged':
		case 'repaired':
		case 'resolved':
		case 'triaged':
		case 'waiting_on_customer':
			break;
	}
}

function readEvent(event: unknown, index: number): ClockEvent {
	const field = `events[${index}]`;
	const findings = new FindingList();
	if (findings.record(event, '', 'Write {"kind": "opened", "at": …}')) {
		if (findings.oneOf(event.kind, '/kind', Object.keys(ranks))) checkEvent(findings, event as unknown as ClockEvent);
	}
	const [fault] = findings.found;
	if (fault !== undefined) throw refuseField(field, `Event ${index}: ${fault.message}`, fault.fix);
	return event as ClockEvent;
}

/**
 * Events up to `now`, by instant; those of one instant keep the order in which they were recorded. Throws `FIELD_INVALID`
 * naming the event.
 */
export function groupEvents(events: readonly ClockEvent[], now: number): EventGroup[] {
	if (!Array.isArray(events) || events.length > maxEvents) {
		const found = Array.isArray(events) ? `has ${events.length} entries` : 'is no list';
		throw refuseField('events', `'events' ${found}; a list of at most ${maxEvents} is expected`, 'Hand over one case');
	}
	const timed = (events as readonly unknown[])
		.map((event, index) => {
			const read = readEvent(event, index);
			return { at: millisOf(read.at, `events[${index}].at`), event: read };
		})
		.filter(({ at }) => at <= now)
		.sort((one, other) => one.at - other.at);
	const groups: EventGroup[] = [];
	for (const { at, event } of timed) {
		const last = groups.at(-1);
		if (last?.at === at) last.recorded.push(event);
		else groups.push({ at, recorded: [event], ranked: [] });
	}
	for (const group of groups) {
		group.ranked = [...group.recorded].sort((one, other) => ranks[one.kind] - ranks[other.kind]);
	}
	return groups;
}
