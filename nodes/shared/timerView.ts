import type { IDataObject } from 'n8n-workflow';

import { newestCalendar, plannedTimerSteps, savedCalendarOf, type Timer } from '../../core';

/** A timer as nodes put it out: without what only computes it. `planned` is all that is to come if nothing happens. */
export function timerView(timer: Timer): IDataObject {
	const { chain, calendar, records, ...rest } = timer;
	const { events: _events, next_due_at: _next, case_id: _case, within: _within, ...facts } = rest;
	const now = new Date().toISOString();
	const planned = plannedTimerSteps(timer, now > timer.updated_at ? now : timer.updated_at);
	return {
		...facts,
		calendar: newestCalendar(calendar).name,
		calendar_version: savedCalendarOf(timer)?.at(-1)!.version ?? null,
		chain: chain.id,
		chain_version: chain.version,
		planned,
		told: records.filter(({ kind }) => kind === 'notify' || kind === 'exhausted').length,
	} as unknown as IDataObject;
}
