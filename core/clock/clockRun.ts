import type { CalendarOrVersions } from '../time';
import { budgetsOf, type Cycle } from './cycle';
import type { CaseMoment } from './timeline';
import type { ClockEvent, ClockName, ClockRule, TimeBudget } from './types';
import { calendarFrom, type Policies } from './versions';

type EventOf<Kind extends ClockEvent['kind']> = Extract<ClockEvent, { kind: Kind }>;

/** The response window that an owner still had when a run ended. */
function lastWindow(cycle: Cycle | undefined): TimeBudget | null {
	const budget = cycle === undefined ? null : (budgetsOf(cycle).at(-1)?.budget ?? null);
	return budget === cycle?.window ? budget : null;
}

/** What a case's events did to one clock: the runs it had. */
export class ClockRun {
	readonly cycles: Cycle[] = [];
	/** Owner clock: how often the case changed hands, without the first assignment and escalations. */
	reassignedCount = 0;
	private ownerRole: string | null = null;

	constructor(
		readonly clock: ClockName,
		private readonly policies: Policies,
		private readonly calendar: CalendarOrVersions,
	) {}

	/** The last run, ended or not. */
	get last(): Cycle | undefined {
		return this.cycles.at(-1);
	}

	/** The run that has not ended. */
	private get running(): Cycle | undefined {
		return this.last?.end === null ? this.last : undefined;
	}

	/** One event, in the order of rank. `moment` is what is known of the case after all events of its instant. */
	follow(event: ClockEvent, moment: CaseMoment): void {
		switch (event.kind) {
			case 'opened':
				return this.open(moment);
			case 'triaged':
				if (this.clock === 'triage') this.end(moment.at, 'done');
				return;
			case 'answered':
				if (this.clock === 'first_response' || this.clock === 'next_response') this.end(moment.at, 'done');
				return;
			case 'customer_wrote':
				return this.customerWrote(moment);
			case 'owner_assigned':
				return this.assign(event, moment);
			case 'priority_changed':
				this.running?.priorities.push({ at: moment.at, priority: event.to });
				return;
			case 'resolved':
				return this.end(moment.at, 'resolved');
			case 'reopened':
				return this.reopen(event, moment);
			case 'cancelled':
				if ((event.clock ?? this.clock) === this.clock) this.end(moment.at, 'cancelled', event.reason);
				return;
			case 'policy_ended':
				return this.end(moment.at, 'cancelled', event.reason);
			case 'merged':
				return this.end(moment.at, 'cancelled', 'merged');
			case 'repaired':
				return this.repair(event);
			case 'paused':
			case 'resumed':
			case 'state_changed':
			case 'waiting_on_customer':
				// Pauses follow from the case's timeline.
				return;
		}
	}

	private open(moment: CaseMoment): void {
		if (this.clock === 'owner' || this.clock === 'next_response' || this.cycles.length > 0) return;
		this.start(moment);
		if (moment.state === 'resolved') this.end(moment.at, 'resolved');
	}

	/** The customer's oldest unanswered message counts; before the first answer that is the first response's clock. */
	private customerWrote(moment: CaseMoment): void {
		if (this.clock !== 'next_response' || this.running !== undefined) return;
		if (moment.isAnswered && moment.state !== 'resolved') this.start(moment);
	}

	private assign(event: EventOf<'owner_assigned'>, moment: CaseMoment): void {
		if (this.clock === 'triage' && (event.by === 'rule' || event.by === 'manual')) this.end(moment.at, 'done');
		if (this.clock !== 'owner') return;
		const isFirst = this.ownerRole === null;
		const isEscalation = event.by === 'escalation';
		// Nobody gets more time by being assigned what is theirs already.
		if (this.ownerRole === event.role && !isEscalation) return;
		this.ownerRole = event.role;
		if (!isFirst && !isEscalation) this.reassignedCount += 1;
		this.end(moment.at, 'reassigned');
		if (moment.state === 'resolved') return;
		this.start(moment, {
			window: event.window ?? null,
			ownerRole: event.role,
			isCapped: !isFirst && !isEscalation,
		});
	}

	private reopen(event: EventOf<'reopened'>, moment: CaseMoment): void {
		const last = this.last;
		// A case that was resolved again in the same instant stays stopped.
		if (this.running !== undefined || moment.state === 'resolved') return;
		if (this.clock === 'owner') {
			if (this.ownerRole !== null) this.start(moment, { ownerRole: this.ownerRole, window: lastWindow(last) });
		} else if (this.clock === 'next_response') {
			if (event.by_customer) this.start(moment);
		} else if (last?.end?.by === 'resolved') {
			const how = last.rule?.reopen ?? 'resume';
			if (how === 'new_cycle') this.start(moment);
			if (how !== 'resume') return;
			const { rule, policyVersion, calendar, origin } = last;
			this.start(moment, { rule, policyVersion, calendar, origin });
		}
	}

	private start(moment: CaseMoment, given: Partial<Cycle> = {}): void {
		if (moment.isEnded) return;
		const { at, priority } = moment;
		const policy = this.policies.inForceAt(at);
		this.cycles.push({
			origin: at,
			from: at,
			rule: this.ruleOf(policy.clocks),
			policyVersion: policy.version,
			calendar: this.calendar,
			priorities: [{ at, priority }],
			window: null,
			ownerRole: null,
			isCapped: false,
			end: null,
			...given,
		});
	}

	private end(at: number, by: NonNullable<Cycle['end']>['by'], reason: string | null = null): void {
		const { running } = this;
		if (running !== undefined) running.end = { at, by, reason };
	}

	/** What has ended stays as it was counted. */
	private repair({ policy_version, calendar_version }: EventOf<'repaired'>): void {
		const { running } = this;
		if (running === undefined) return;
		if (calendar_version !== undefined) running.calendar = calendarFrom(this.calendar, calendar_version);
		if (policy_version === undefined) return;
		const policy = this.policies.withVersion(policy_version);
		running.rule = this.ruleOf(policy.clocks);
		running.policyVersion = policy.version;
	}

	private ruleOf(rules: readonly ClockRule[]): ClockRule | null {
		return rules.find(({ clock }) => clock === this.clock) ?? null;
	}
}
