import { sql, type Kysely } from 'kysely';

import type { CaseTask } from '../../core';
import { readCase } from '../projections/cases';
import type { FoundTask, TaskQuery } from '../cases';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';

/** Cases read at a time. */
const pageSize = 250;

function isWanted(task: CaseTask, { types, owner_role, is_open = false, due_before }: TaskQuery): boolean {
	if (types?.length && !types.includes(task.type)) return false;
	if (owner_role !== undefined && task.owner_role !== owner_role) return false;
	if (is_open && task.status !== 'open') return false;
	return due_before === undefined || (task.due_at !== null && task.due_at < due_before);
}

/** Tasks that meet all given conditions. Only cases that have any are read, page by page. */
export async function findTasks(db: Kysely<StoreTables>, query: TaskQuery): Promise<FoundTask[]> {
	const { limit = Number.POSITIVE_INFINITY } = query;
	const found: FoundTask[] = [];
	for (let after = 0; found.length < limit;) {
		let select = db.selectFrom('cases').select(['case_number', 'record']).where('case_number', '>', after);
		// Word for word as the indexes say it.
		select = select.where(query.is_open ? sql<boolean>`first_task = 'open'` : sql<boolean>`first_task is not null`);
		if (query.case_id !== undefined) select = select.where('case_id', '=', storedText(query.case_id));
		const rows = await select.orderBy('case_number').limit(pageSize).execute();
		for (const { record } of rows) {
			const one = readCase(record);
			found.push(...one.tasks.filter((task) => isWanted(task, query)).map((task) => ({ task, case: one })));
		}
		if (rows.length < pageSize) break;
		after = rows.at(-1)!.case_number;
	}
	return found.slice(0, limit);
}
