import { activationsBetween, definitionTrail, isRoleEmpty, type RoleBody, type RoleStanding } from '../../core';
import { definitionsAggregate } from '../projections/definitions';
import { findBody } from './definitionParts';
import type { WorkUnit } from './unit';

export const roleTrail = (name: string): string => definitionTrail({ kind: 'role', name });

/** What came into force of a role, the newest first; the body is null where the role as a whole was retired. */
async function* readBodies(unit: WorkUnit, name: string, now: string) {
	const role = unit.find(definitionsAggregate, roleTrail(name));
	for (const { version: number, effective_from } of role ? activationsBetween(role, '', now).reverse() : []) {
		const version = role!.versions.find((one) => one.number === number);
		const bytes = version && (await findBody(unit, roleTrail(name), version.seq)).body;
		yield { effective_from, body: bytes ? (JSON.parse(Buffer.from(bytes).toString()) as RoleBody) : null };
	}
}

/** Which of these roles have nobody who takes work now. */
export async function findEmptyRoles(unit: WorkUnit, names: ReadonlySet<string>, now: string): Promise<Set<string>> {
	await unit.loadAll([...names].map(roleTrail));
	const empty = new Set<string>();
	for (const name of names) {
		for await (const { body } of readBodies(unit, name, now)) {
			if (body !== null && isRoleEmpty(body)) empty.add(name);
			break;
		}
	}
	return empty;
}

async function readStanding(unit: WorkUnit, name: string, now: string): Promise<RoleStanding> {
	const standing: RoleStanding = { inactive_since: null, backup_role: null };
	let isNewest = true;
	for await (const { effective_from, body } of readBodies(unit, name, now)) {
		if (isNewest) standing.backup_role = body?.backup_role ?? null;
		isNewest = false;
		if (body !== null && !isRoleEmpty(body)) break;
		standing.inactive_since = effective_from;
	}
	return standing;
}

/** Since when these roles, and those that stand in for them, have nobody who takes work. */
export async function readStandings(
	unit: WorkUnit,
	names: ReadonlySet<string>,
	now: string,
): Promise<Map<string, RoleStanding>> {
	const standings = new Map<string, RoleStanding>();
	let wanted = [...names];
	while (wanted.length > 0) {
		await unit.loadAll(wanted.map(roleTrail));
		for (const name of wanted) standings.set(name, await readStanding(unit, name, now));
		const backups = wanted.flatMap((name) => {
			const { inactive_since, backup_role } = standings.get(name)!;
			return inactive_since === null || backup_role === null ? [] : [backup_role];
		});
		wanted = [...new Set(backups)].filter((name) => !standings.has(name));
	}
	return standings;
}
