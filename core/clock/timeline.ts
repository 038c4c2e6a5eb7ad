import type { PauseSpan } from '../time';
import type { CaseState, Priority } from '../vocabulary';
import type { EventGroup } from './events';
import type { ClockEvent, ClockName, ClockRule, PauseReason } from './types';

/** What is known of a case from an instant on. */
export interface CaseMoment {
	at: number;
	state: CaseState;
	priority: Priority;
	isWaitingOnCustomer: boolean;
	/** The first answer was given. */
	isAnswered: boolean;
	/** Its clocks ended for good: merged, or without a policy. */
	isEnded: boolean;
	ownerRole: string | null;
	/** Clocks paused by command. */
	paused: ReadonlySet<ClockName | 'all'>;
}

const before: CaseMoment = {
	at: -Infinity,
	state: 'queued',
	priority: 'normal',
	isWaitingOnCustomer: false,
	isAnswered: false,
	isEnded: false,
	ownerRole: null,
	paused: new Set(),
};

function withPause(moment: CaseMoment, clock: ClockName | undefined, isPaused: boolean): CaseMoment {
	// Resuming everything ends the pauses of single clocks too.
	const paused = new Set(isPaused || clock !== undefined ? moment.paused : []);
	if (isPaused) paused.add(clock ?? 'all');
	else if (clock !== undefined) paused.delete(clock);
	return { ...moment, paused };
}

function follow(moment: CaseMoment, event: ClockEvent): CaseMoment {
	switch (event.kind) {
		case 'opened':
			return { ...moment, state: event.state ?? 'queued', priority: event.priority };
		case 'state_changed':
			return { ...moment, state: event.to, isWaitingOnCustomer: false };
		case 'waiting_on_customer':
			return { ...moment, isWaitingOnCustomer: true };
		case 'customer_wrote':
			return { ...moment, isWaitingOnCustomer: false };
		case 'answered':
			return { ...moment, isAnswered: true };
		case 'priority_changed':
			return { ...moment, priority: event.to };
		case 'owner_assigned':
			return { ...moment, ownerRole: event.role };
		case 'resolved':
			return { ...moment, state: 'resolved', isWaitingOnCustomer: false, paused: new Set() };
		case 'reopened':
			return { ...moment, state: 'queued', isWaitingOnCustomer: false };
		case 'paused':
			return withPause(moment, event.clock, true);
		case 'resumed':
			return withPause(moment, event.clock, false);
		case 'merged':
		case 'policy_ended':
			return { ...moment, isEnded: true };
		case 'cancelled':
		case 'repaired':
		case 'triaged':
			return moment;
	}
}

/** What was known of the case after each group of events. */
export function followCase(groups: readonly EventGroup[]): CaseMoment[] {
	let moment = before;
	return groups.map(({ at, recorded, ranked }) => {
		// States follow each other as they were recorded; of a pause and its end at one instant, the end comes last.
		const isCommand = ({ kind }: ClockEvent) => kind === 'paused' || kind === 'resumed';
		const ordered = [...recorded.filter((event) => !isCommand(event)), ...ranked.filter(isCommand)];
		moment = { ...ordered.reduce(follow, moment), at };
		return moment;
	});
}

const defaultPauses: Record<ClockName, readonly PauseReason[]> = {
	triage: [],
	first_response: [],
	next_response: [],
	resolution: ['waiting-on-customer'],
	owner: ['waiting-for-systems', 'waiting-on-customer'],
};

/** Why a clock stands still at a moment, or null while it runs. */
function pauseReason(moment: CaseMoment, rule: ClockRule): string | null {
	if (moment.state === 'resolved') return 'resolved';
	if (moment.paused.has('all') || moment.paused.has(rule.clock)) return 'command';
	const reasons = rule.pause_on ?? defaultPauses[rule.clock];
	if (moment.isWaitingOnCustomer && reasons.includes('waiting-on-customer')) return 'waiting-on-customer';
	return reasons.includes(moment.state) ? moment.state : null;
}

/** The pauses of a clock up to an instant; one that still lasts then has no end. */
export function pausesOf(moments: readonly CaseMoment[], rule: ClockRule, until: number): PauseSpan[] {
	const pauses: PauseSpan[] = [];
	for (const moment of moments) {
		if (moment.at >= until) break;
		const reason = pauseReason(moment, rule);
		const last = pauses.at(-1);
		if (last?.to === Infinity) {
			if (last.reason === reason) continue;
			last.to = moment.at;
		}
		if (reason !== null) pauses.push({ from: moment.at, to: Infinity, reason });
	}
	return pauses;
}
