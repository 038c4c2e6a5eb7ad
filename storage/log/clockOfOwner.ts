import {
	secondsAroundTheClock,
	workingSeconds,
	type Calendar,
	type CaseCommand,
	type RoleBody,
	type SecondsBetween,
	type TriageCase,
} from '../../core';
import { getDefinition } from '../queries/definitions';
import type { WorkUnit } from './unit';

/**
 * How a command counts the time since a case had its owners: by the calendar that the owner role names, and around the
 * clock where it names none, or none that is there. Only what can move a case asks.
 */
export async function clockOfOwner(
	unit: WorkUnit,
	record: TriageCase | null,
	command: CaseCommand,
	now: string,
): Promise<SecondsBetween> {
	if (!record?.owner || (command.kind !== 'assign_owner' && command.kind !== 'transfer')) return secondsAroundTheClock;
	if (command.kind === 'assign_owner' && command.decided_by !== 'escalation' && !command.reroute) {
		return secondsAroundTheClock;
	}
	const bodyOf = async (kind: 'calendar' | 'role', name: string) =>
		(await getDefinition(unit.db, { kind, name }, {}, now))?.body;
	const role = (await bodyOf('role', record.owner.role)) as RoleBody | undefined;
	if (!role?.calendar) return secondsAroundTheClock;
	const calendar = (await bodyOf('calendar', role.calendar)) as Calendar | undefined;
	if (calendar === undefined) return secondsAroundTheClock;
	return (from, to) => workingSeconds(calendar, from, to);
}
