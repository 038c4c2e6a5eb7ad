import { casesAggregate } from '../projections/cases';
import type { CommandContext } from '../store';
import { healCases, isLapsed } from './lapses';
import type { Ports } from './ports';
import { readStandings } from './rolesInForce';
import type { WorkUnit } from './unit';

/**
 * Most cases that a command of a role looks at: few enough that others do not wait long for the transaction. A role may own a
 * hundred thousand; the audit goes on with the rest, and a case that is resolved meanwhile does not wait for it.
 */
const maxMended = 100;

/** Roles that own lapsed cases without a backup role of their own, and for which this role stands in. */
async function findDependents(unit: WorkUnit, role: string): Promise<string[]> {
	const rows = await unit.db
		.selectFrom('cases')
		.select('owner_role')
		.distinct()
		.where(isLapsed)
		.where('backup_role', 'is', null)
		.execute();
	const names = rows.flatMap(({ owner_role }) => owner_role ?? []);
	const standings = await readStandings(unit, new Set(names), unit.now());
	return names.filter((name) => standings.get(name)?.backup_role === role);
}

/** Closes what an audit found of the first cases that a role owns or stands in for, where it is over now. */
export async function healCasesOfRole(
	unit: WorkUnit,
	role: string,
	healer: Pick<CommandContext, 'actor' | 'run'>,
	ports: Ports,
): Promise<void> {
	const owners = [role, ...(await findDependents(unit, role))];
	const rows = await unit.db
		.selectFrom('cases')
		.select('case_id')
		.where(isLapsed)
		.where((where) => where.or([where('owner_role', 'in', owners), where('backup_role', '=', role)]))
		.orderBy('case_number')
		.limit(maxMended)
		.execute();
	const ids = rows.map(({ case_id }) => case_id);
	await unit.loadAll(ids);
	const cases = ids.map((id) => unit.find(casesAggregate, id));
	await healCases(unit, cases, healer, ports);
}
