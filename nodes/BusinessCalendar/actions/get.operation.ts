import type { IDataObject } from 'n8n-workflow';

import { nextClosing, nextOpening, type Calendar } from '../../../core';
import { withResult } from '../../shared/resultField';
import {
	calendarOutput,
	calendarParameter,
	describeCalendar,
	otherOutput,
	readTarget,
	type Operation,
} from './operation';

const execute: Operation['execute'] = async ({ context, store, field, now }, item, index) => {
	const target = readTarget(context, index);
	const found = await store.getDefinition(target);
	if (found === null) {
		const refusal = {
			code: 'DEFINITION_NOT_FOUND',
			message: `There is no calendar '${target.name}' in force`,
			fix: 'Check the name, upper and lower case included; Get Many lists the calendars there are',
		};
		return [{ output: otherOutput, item: withResult(item, field, { calendar: null, refusal }) }];
	}
	const calendar = found.body as Calendar;
	const versions = (await store.listVersions(target)).map(({ number, saved_at, author, reason, in_force }) => ({
		number,
		saved_at,
		author: author.id,
		reason: reason ?? null,
		in_force,
	}));
	const opens_at = nextOpening(calendar, now);
	const shown = {
		...describeCalendar(found.definition, found.version.number, calendar, now),
		opening: { is_open: opens_at === now, opens_at, closes_at: nextClosing(calendar, now) },
		versions,
	} as unknown as IDataObject;
	return [{ output: calendarOutput, item: withResult(item, field, { calendar: shown }) }];
};

export const get: Operation = { description: [calendarParameter('get')], execute };
