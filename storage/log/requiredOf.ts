import type { AskedEntries, RequiredEntries, TriageCase } from '../../core';
import { getDefinition } from '../queries/definitions';
import type { WorkUnit } from './unit';

/** What is asked of the trails of a case's source now; null where no list is saved by its name. */
export async function requiredOf(unit: WorkUnit, record: TriageCase | null, now: string): Promise<AskedEntries | null> {
	if (record === null) return null;
	const found = await getDefinition(unit.db, { kind: 'required_entries', name: record.source }, {}, now);
	return found && { entries: (found.body as RequiredEntries).entries, version: found.version.number };
}
