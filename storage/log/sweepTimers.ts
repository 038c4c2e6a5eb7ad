import {
	describeOwnerChange,
	entryId,
	newOwnerOf,
	rolesOf,
	sweepTimer,
	timerTrail,
	type AssignOwner,
	type EscalationRecord,
	type SweptEntry,
	type Timer,
	type TriageException,
} from '../../core';
import { casesAggregate } from '../projections/cases';
import { exceptionsAggregate, subjectTrail } from '../projections/exceptions';
import type { CommandContext } from '../store';
import type { SweepRequest, SweepResult, ToldStep } from '../timers';
import { CalendarHistory } from './calendarHistory';
import { findBehind, followCalendars } from './recountTimers';
import { commandJob, runDecided } from './runCommand';
import { MessageThrottle } from './messageThrottle';
import type { Ports } from './ports';
import { findEmptyRoles, roleTrail } from './rolesInForce';
import { exceptionJob, runDecidedException } from './runException';
import { timerOf } from './runTimer';
import type { WorkUnit } from './unit';

/** Most timers of one transaction. */
export const maxSwept = 250;
const defaultLimit = 100;

type Sweeper = Pick<CommandContext, 'actor' | 'run'>;

/** How many things one transaction takes, of those that were asked for. */
export const sweepLimit = (asked = defaultLimit): number => Math.min(Math.max(1, asked), maxSwept);

/** Trails of what is due in a table, those first that have been for longest. */
export async function findDue(
	unit: WorkUnit,
	table: 'retries' | 'timers',
	now: string,
	limit: number,
): Promise<string[]> {
	const rows = await unit.db
		.selectFrom(table)
		.select('trail_id')
		.where('next_due_at', '<=', now)
		.orderBy('next_due_at')
		.orderBy('trail_id')
		.limit(limit)
		.execute();
	return rows.map(({ trail_id }) => trail_id);
}

/** Roles that stay backup roles where the owner changes: like all roles that a command names, they have to be known. */
const backupsOf = (unit: WorkUnit, timers: readonly Timer[]): string[] =>
	timers.flatMap(({ case_id }) => unit.find(casesAggregate, case_id)?.owner?.backup_role ?? []);

/** Gives an exception to a step's role. */
async function giveException(
	unit: WorkUnit,
	timer: Timer,
	record: EscalationRecord,
	onException: TriageException,
	sweeper: Sweeper,
	ports: Ports,
): Promise<void> {
	const command = {
		kind: 'assign',
		owner_role: record.target_role!,
		backup_role: null,
		decided_by: 'escalation',
		reason: describeOwnerChange(timer, record),
	} as const;
	const context = { ...sweeper, command_id: `${timerTrail(timer)} ${record.id} owner` };
	await runDecidedException(unit, onException, exceptionJob(onException.exception_id, command, context), ports);
}

/** Makes a step's role the owner of the case. */
async function changeOwner(
	unit: WorkUnit,
	timer: Timer,
	entry: SweptEntry,
	sweeper: Sweeper,
	ports: Ports,
): Promise<void> {
	const { record } = entry;
	const role = newOwnerOf(entry);
	const onException = unit.find(exceptionsAggregate, subjectTrail(timer.case_id));
	if (role !== null && onException !== null)
		return await giveException(unit, timer, record, onException, sweeper, ports);
	const onCase = unit.find(casesAggregate, timer.case_id);
	if (role === null || onCase === null || onCase.state === 'resolved') return;
	const backup = onCase.owner?.backup_role ?? null;
	const command: AssignOwner = {
		kind: 'assign_owner',
		owner_role: role,
		backup_role: backup === role ? null : backup,
		decided_by: 'escalation',
		rule: null,
		reason: describeOwnerChange(timer, record),
	};
	const command_id = `${timerTrail(timer)} ${record.id} owner`;
	await runDecided(unit, onCase, commandJob({ case_id: timer.case_id }, command, { ...sweeper, command_id }), ports);
}

/** Made of the step and not of the sweep: whoever finds it, it is this entry, and it can be there once. */
const idOf = (trailId: string, { record }: SweptEntry) => entryId(`${trailId} ${record.id}`, 0);

function keep(
	unit: WorkUnit,
	trailId: string,
	id: string,
	{ type, data: facts }: SweptEntry,
	isHeld: boolean,
	{ actor, run }: Sweeper,
): void {
	const data = { ...facts, ...(isHeld && { held: true }) };
	unit.append(trailId, [{ id, type, occurred_at: unit.now(), actor, ...(run && { run }), data, parts: [] }]);
}

/** Lets timers that are not due count by what came into force: by it they may be due earlier. True where there were any. */
async function followOthers(unit: WorkUnit, history: CalendarHistory, limit: number, sweeper: Sweeper) {
	const behind = await findBehind(unit, history, limit);
	await unit.loadAll(behind);
	return await followCalendars(unit, behind, history, sweeper);
}

/**
 * Records what became due, and changes the owners of cases with it. The transaction is the claim: it begins with the lock
 * that all writers share, and ends with what was found being kept, so no two sweeps find the same.
 */
export async function sweepTimers(
	unit: WorkUnit,
	{ limit, throttle = [] }: SweepRequest,
	sweeper: Sweeper,
	ports: Ports,
): Promise<SweepResult> {
	const at = unit.now();
	const most = sweepLimit(limit);
	// One more than is swept tells whether that was all.
	const found = await findDue(unit, 'timers', at, most + 1);
	const due = found.slice(0, most);
	await unit.loadAll(due);
	const history = await CalendarHistory.read(unit.db, at);
	await followCalendars(unit, due, history, sweeper);
	const timers = due.map((trailId) => timerOf(unit, trailId));
	await unit.loadAll(timers.map(({ case_id }) => subjectTrail(case_id)));
	await unit.loadAll(backupsOf(unit, timers).map(roleTrail));
	const empty = await findEmptyRoles(unit, new Set(timers.flatMap(({ chain }) => rolesOf(chain))), at);
	const messages = new MessageThrottle(unit, throttle, sweeper);
	const steps: ToldStep[] = [];
	let [skipped_count, held_count] = [0, 0];
	for (const trailId of due) {
		// A step before it may have ended it, as the deadline of an exception that is closed with a new owner.
		const timer = timerOf(unit, trailId);
		for (const entry of sweepTimer(timer, at, [...empty])) {
			const entry_id = idOf(trailId, entry);
			const isHeld = await messages.holds(timer, entry, entry_id);
			keep(unit, trailId, entry_id, entry, isHeld, sweeper);
			await changeOwner(unit, timer, entry, sweeper, ports);
			if (!entry.is_told) skipped_count += 1;
			else if (isHeld) held_count += 1;
			else {
				const { case_id, name } = timer;
				const { record, data } = entry;
				steps.push({ entry_id, case_id, name, record, late_seconds: Number(data.late_seconds) });
			}
		}
	}
	const hasFollowed = await followOthers(unit, history, Math.max(1, most - due.length), sweeper);
	const bundles = await messages.finish();
	const is_all = found.length <= most && !hasFollowed;
	return { at, steps, held_count, bundles, skipped_count, swept_count: due.length, is_all };
}
