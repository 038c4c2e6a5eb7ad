import { sql, type Kysely } from 'kysely';

import type { StoreTables } from '../tables';

/** Every role that owns or backs up a case. */
export async function listRoles(db: Kysely<StoreTables>): Promise<string[]> {
	const { rows } = await sql<{ role: string }>`
		select owner_role as role from cases where owner_role is not null
		union
		select json_extract(record, '$.owner.backup_role') from cases
		where json_extract(record, '$.owner.backup_role') is not null
		order by 1`.execute(db);
	return rows.map(({ role }) => role);
}
