import { paceSince, redriveTime } from '../../core';
import type { WorkUnit } from './unit';

/** Entries by which the item of an exception was sent again: at once, or by a sweep. */
export const sentTypes = ['exception.redriven', 'exception.redrive_due'] as const;

/** When items were sent again, from an instant on. */
export async function sentSince(unit: WorkUnit, since: string): Promise<string[]> {
	const rows = await unit.db
		.selectFrom('audit_entry')
		.select('at')
		.where('type', 'in', sentTypes)
		.where('at', '>', since)
		.execute();
	return rows.map(({ at }) => at);
}

/** When one more item can be sent again, by what the tables hold; the command has a transaction of its own for that. */
export async function nextRedrive(unit: WorkUnit, perMinute: number): Promise<string> {
	const now = unit.now();
	const scheduled = await unit.db
		.selectFrom('exceptions')
		.select('redrive_due_at')
		.where('redrive_due_at', 'is not', null)
		.orderBy('redrive_due_at', 'desc')
		.limit(perMinute)
		.execute();
	const later = scheduled.flatMap(({ redrive_due_at }) => redrive_due_at ?? []);
	return redriveTime([...(await sentSince(unit, paceSince(now))), ...later], perMinute, now);
}
