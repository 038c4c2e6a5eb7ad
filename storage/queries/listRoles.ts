import type { Kysely } from 'kysely';

import type { StoreTables } from '../tables';

/** Every role that is defined, or owns or backs up a case, sorted. */
export async function listRoles(db: Kysely<StoreTables>): Promise<string[]> {
	const rows = await db
		.selectFrom('cases')
		.select('owner_role as role')
		.where('owner_role', 'is not', null)
		.union(db.selectFrom('cases').select('backup_role as role').where('backup_role', 'is not', null))
		.union(db.selectFrom('definitions').select('name as role').where('kind', '=', 'role'))
		.execute();
	return rows.flatMap(({ role }) => role ?? []).sort();
}
