import { FindingList, refuseField } from '../findings';
import { millisOf } from '../time';
import { chainInvalid } from './chainFindings';
import type { EscalationChain, EscalationEvent, EscalationRun } from './types';

/** More than any case has. */
const maxEvents = 10_000;
const maxTextLength = 500;

/**
 * The order in which events of one instant act. The end of a case goes before all, and everything that happened goes before
 * a step that is due in the same instant.
 */
const ranks: Record<EscalationEvent['kind'], number> = {
	resolved: 0,
	stopped: 0,
	acked: 1,
	activity: 2,
	paused: 3,
	resumed: 4,
	forced: 5,
};

export interface TimedEvent {
	at: number;
	event: EscalationEvent;
}

function checkEvent(findings: FindingList, event: EscalationEvent): void {
	switch (event.kind) {
		case 'acked':
			findings.text(event.by_role, '/by_role', maxTextLength);
			break;
		case 'activity':
			findings.text(event.by_role, '/by_role', maxTextLength);
			findings.oneOf(event.what, '/what', ['state_change', 'comment', 'evidence']);
			break;
		case 'stopped':
			findings.text(event.reason, '/reason', maxTextLength);
			break;
		case 'forced':
			findings.text(event.actor, '/actor', maxTextLength);
			findings.text(event.reason, '/reason', maxTextLength);
			break;
		case 'paused':
		case 'resolved':
		case 'resumed':
			break;
	}
}

function readEvent(event: unknown, index: number): EscalationEvent {
	const findings = new FindingList();
	if (findings.record(event, '', 'Write {"kind": "acked", "at": …, "by_role": …}')) {
		const isKnown = findings.oneOf(event.kind, '/kind', Object.keys(ranks));
		if (isKnown) checkEvent(findings, event as unknown as EscalationEvent);
	}
	const [fault] = findings.found;
	if (fault !== undefined) throw refuseField(`events[${index}]`, `Event ${index}: ${fault.message}`, fault.fix);
	return event as EscalationEvent;
}

/** Events of a run up to `now`, in the order in which they act. Throws `FIELD_INVALID` naming the event. */
export function readEvents(events: readonly EscalationEvent[], now: number): TimedEvent[] {
	if (!Array.isArray(events) || events.length > maxEvents) {
		const found = Array.isArray(events) ? `has ${events.length} entries` : 'is no list';
		throw refuseField('events', `'events' ${found}; a list of at most ${maxEvents} is expected`, 'Hand over one run');
	}
	return (events as readonly unknown[])
		.map((value, index): TimedEvent => {
			const event = readEvent(value, index);
			return { at: millisOf(event.at, `events[${index}].at`), event };
		})
		.filter(({ at }) => at <= now)
		.sort((one, other) => one.at - other.at || ranks[one.event.kind] - ranks[other.event.kind]);
}

/** A run keeps the chain it was started with: an edited one would move steps that were announced. */
export function assertSameChain(chain: EscalationChain, { case_id, run, chain_version }: EscalationRun): void {
	if (chain.version === chain_version) return;
	const message = `Run ${run} of case ${case_id} was started with version ${chain_version}, not ${chain.version}`;
	const fix = `Hand over version ${chain_version}, or re-arm the case with the new one`;
	throw chainInvalid(chain, [{ pointer: '/version', message, fix }]);
}
