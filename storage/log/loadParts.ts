import type { WorkUnit } from './unit';

/** Salts of an entry's parts that are still there, by name. */
export async function loadSalts(unit: WorkUnit, idx: number): Promise<Map<string, Uint8Array>> {
	const rows =
		unit.findParts(idx) ??
		(await unit.db.selectFrom('audit_part').select(['name', 'salt']).where('idx', '=', idx).execute());
	return new Map(rows.map(({ name, salt }) => [name, salt]));
}
