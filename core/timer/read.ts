import { maxLineLength, maxNameLength, storableText } from '../case';
import { checkBudget, type TimeBudget } from '../clock';
import { TriageError } from '../errors';
import { checkChain, type EscalationChain } from '../escalation';
import { refuseField, refuseFor, callNamed, FindingList } from '../findings';
import { checkCalendar, millisOf } from '../time';
import type { StartTimer, TimerCommand, TimerTarget } from './types';

/** Units of a budget that is counted in the calendar of its timer. */
const countedUnits = ['business_minutes', 'business_hours', 'business_days'];

/** Name of a timer as it is kept. Throws `FIELD_INVALID`. It is not mended: two timers would become one. */
export function readTimerName(value: unknown): string {
	const found = typeof value !== 'string' ? `of type ${typeof value}` : value.isWellFormed() ? null : 'no whole text';
	if (found !== null || (value as string).includes('\u0000')) {
		throw refuseField('name', `'Timer Name' is ${found ?? 'no whole text'}; a text is expected`, 'Type a name');
	}
	const name = storableText('Timer Name', value as string, maxNameLength);
	if (name === '') throw refuseField('name', "'Timer Name' is empty", 'Give it a name, as First response');
	return name;
}

/** Throws `FIELD_INVALID` for a target that cannot be. */
export function readTimerTarget({ case_id, name }: TimerTarget): TimerTarget {
	if (case_id === '' || case_id.startsWith('_') || case_id.includes('/')) {
		throw new TriageError(
			'CASE_NOT_FOUND',
			`There is no case '${case_id.slice(0, 40)}'`,
			'Check the case id; Triage Case: Get Many lists the cases there are',
		);
	}
	return { case_id, name: readTimerName(name) };
}

function assertStart({ chain, calendar, saved_calendar, within }: StartTimer): void {
	const chainFindings = checkChain(chain);
	if (chainFindings.length > 0) {
		throw refuseFor('CHAIN_INVALID', callNamed('escalation chain', chain, 'id'), chainFindings);
	}
	const faults = checkCalendar(calendar);
	if (faults.length > 0) throw refuseFor('CALENDAR_INVALID', callNamed('calendar', calendar, 'name'), faults);
	if (saved_calendar !== undefined) millisOf(saved_calendar.effective_from, 'saved_calendar.effective_from');
	if (within !== null) {
		const findings = new FindingList();
		findings.within('', checkBudget(within));
		if (findings.found.length === 0) findings.oneOf(within.unit, '/unit', countedUnits);
		const [fault] = findings.found;
		if (fault !== undefined) throw refuseField('within', `'Respond Within': ${fault.message}`, fault.fix);
	}
	const marked = chain.steps.findIndex(({ wait_seconds }) => wait_seconds === undefined);
	if (marked >= 0 && (within === null || within.amount === 0)) {
		throw refuseField(
			'within',
			`Step ${marked + 1} is due at a part of the time, and there is no time`,
			"Set 'Respond Within' to more than 0, or let the step wait",
		);
	}
}

const whole = (value: number | undefined, least: number): number | undefined =>
	value === undefined ? undefined : Math.max(least, Math.round(value));

/** A budget in whole minutes, at least one, or whole days. */
function wholeBudget(budget: TimeBudget): TimeBudget {
	if (Number.isInteger(budget.amount)) return budget;
	const isHours = budget.unit === 'business_hours' || budget.unit === 'hours';
	const unit = budget.unit.startsWith('business_') ? 'business_minutes' : 'minutes';
	return { ...budget, amount: whole(isHours ? budget.amount * 60 : budget.amount, 1)!, unit };
}

/** A chain in whole seconds, minutes and percents: the log keeps no fractions. */
function wholeChain({ steps, on_exhausted, ack_ttl_seconds, ...chain }: EscalationChain): EscalationChain {
	const wait_seconds = whole(on_exhausted.wait_seconds, 0);
	return {
		...chain,
		steps: steps.map(({ wait_seconds: wait, percent, after_deadline_seconds, window, ...step }) => ({
			...step,
			...(wait !== undefined && { wait_seconds: whole(wait, 0) }),
			...(percent !== undefined && { percent: whole(percent, 0) }),
			...(after_deadline_seconds !== undefined && { after_deadline_seconds: whole(after_deadline_seconds, 0) }),
			...(window !== undefined && { window: wholeBudget(window) }),
		})),
		on_exhausted: { fallback_role: on_exhausted.fallback_role, ...(wait_seconds !== undefined && { wait_seconds }) },
		ack_ttl_seconds: whole(ack_ttl_seconds, 1)!,
	};
}

/**
 * A command as it is kept: times of a chain in whole seconds, a budget in whole minutes or days. Throws `CHAIN_INVALID`,
 * `CALENDAR_INVALID` or `FIELD_INVALID` for a command that cannot be used.
 */
export function readTimerCommand(command: TimerCommand): TimerCommand {
	if (command.kind === 'start') {
		assertStart(command);
		const { chain, within } = command;
		return { ...command, chain: wholeChain(chain), within: within && wholeBudget(within) };
	}
	const reason = storableText('Reason', command.reason ?? '', maxLineLength);
	if (command.kind === 'force') {
		if (reason === '') throw refuseField('reason', "'Reason' is empty", 'Say why the next step comes at once');
		return { kind: 'force', reason };
	}
	const said = reason === '' ? {} : { reason };
	if (command.kind !== 'acknowledge') return { kind: command.kind, ...said };
	const by_role = storableText('Acknowledged By', command.by_role, maxNameLength);
	if (by_role !== '') return { kind: 'acknowledge', by_role, ...said };
	throw refuseField('by_role', "'Acknowledged By' is empty", 'Name the role that takes the case on');
}
