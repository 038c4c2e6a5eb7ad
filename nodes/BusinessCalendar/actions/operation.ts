import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import {
	diffCalendars,
	followCalendar,
	maxLineLength,
	storableText,
	versionInForce,
	type Calendar,
	type Definition,
	type DefinitionTarget,
} from '../../../core';
import { commandOf } from '../../shared/command';
import { definitionParameter, readDefinition } from '../../shared/definitions';
import type { Routed } from '../../shared/forEachItem';
import type { TriageStore } from '../../shared/openStore';
import { withResult } from '../../shared/resultField';

/** Output of what was saved or found. */
export const calendarOutput = 0;
/** Output of what could not be: Refused or Not Found, by operation. */
export const otherOutput = 1;

export interface OperationContext {
	context: IExecuteFunctions;
	store: TriageStore;
	/** Result field of the items, `triage` by default. */
	field: string;
	/** One instant for all items, ISO 8601 in UTC. */
	now: string;
}

/** What an operation file exports: what the user sees, and what happens. */
export interface Operation {
	description: INodeProperties[];
	execute(operation: OperationContext, item: INodeExecutionData, index: number): Promise<Routed[]>;
}

/** Shows a field for an operation, and for some values of other fields. */
export const showFor = (
	operation: string,
	more: Record<string, Array<string | boolean>> = {},
): NonNullable<INodeProperties['displayOptions']> => ({ show: { operation: [operation], ...more } });

/** What to do where there is no calendar of a name. */
export const howToSave = "Save it by the operation 'Save'";

/** The parameter that picks a calendar by name. */
export const calendarParameter = (operation: string, mode: 'list' | 'name' = 'list'): INodeProperties => ({
	...definitionParameter(
		{
			displayName: 'Calendar',
			name: 'calendar',
			displayOptions: showFor(operation),
			description: 'Name that deadlines count by. Its versions stay, and what was counted is not counted anew.',
		},
		'calendar',
		'e.g. Berlin support',
	),
	default: { mode, value: '' },
});

export const readTarget = (context: IExecuteFunctions, index: number): DefinitionTarget => ({
	kind: 'calendar',
	name: readDefinition('calendar', context.getNodeParameter('calendar', index)),
});

/** Whether to save, and why, for operations that make a version. */
export const savingParameters = (operation: string): INodeProperties[] => [
	{
		displayName: 'Preview Only',
		name: 'previewOnly',
		type: 'boolean',
		default: false,
		displayOptions: showFor(operation),
		description: 'Whether to show what would change, and save nothing',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. Closed between the years',
		displayOptions: showFor(operation),
		description: 'Why it changes, for the log',
	},
];

/** A calendar as every operation puts it out: what it says, which version that is, and which one counts. */
export function describeCalendar(
	definition: Definition,
	number: number | null,
	body: unknown,
	now: string,
): IDataObject {
	const version = definition.versions.find((one) => one.number === number);
	// What was written a moment ago counts, also where the log's clock is ahead of this machine's.
	const at = now > definition.updated_at ? now : definition.updated_at;
	return {
		...(body as Calendar),
		version: number,
		saved_at: version?.saved_at ?? null,
		version_in_force: versionInForce(definition, at),
		newest_version: definition.versions.length,
	} as unknown as IDataObject;
}

/** For so many days an edit is told, and at most so many days and timers of it. */
const comparedDays = 370;
const maxShown = 100;
const maxTimers = 1000;

/** What an edit changes: the days to come, and when running timers would be due, which follow it from now on. */
export async function describeEdit({ store, now }: OperationContext, before: Calendar | null, after: Calendar) {
	const to = new Date(Date.parse(now) + comparedDays * 86_400_000).toISOString();
	const diff = before === null ? null : diffCalendars(before, after, now, to);
	const running = await store.findTimers({ calendar: after.name, limit: maxTimers });
	const timers = running.flatMap((timer) => {
		const { case_id, name, due_at } = timer;
		const at = now > timer.updated_at ? now : timer.updated_at;
		// Behind all that the timer knows of, as the version that would be saved.
		const effective_from = new Date(Date.parse(at) + 1).toISOString();
		const recount = followCalendar(timer, { version: 0, effective_from, calendar: after }, at);
		const due_by_this_calendar = recount?.after.due_at ?? null;
		return recount === null || due_by_this_calendar === due_at ? [] : [{ case_id, name, due_at, due_by_this_calendar }];
	});
	return {
		changed_days: diff?.days.slice(0, maxShown) ?? [],
		changed_day_count: diff?.days.length ?? 0,
		timezone: diff?.timezone ?? null,
		running_timers: timers.slice(0, maxShown),
		running_timer_count: timers.length,
	};
}

/** Saves a calendar as a version that counts from now on, or only shows what it would change. */
export async function saveCalendar(
	operation: OperationContext,
	item: INodeExecutionData,
	index: number,
	{
		target,
		before,
		after,
		based_on,
	}: { target: DefinitionTarget; before: Calendar | null; after: Calendar; based_on?: number },
): Promise<Routed[]> {
	const { context, store, field, now } = operation;
	const edit = await describeEdit(operation, before, after);
	if (context.getNodeParameter('previewOnly', index, false) === true) {
		const calendar = { ...after, version: null } as unknown as IDataObject;
		return [
			{
				output: calendarOutput,
				item: withResult(item, field, { calendar, is_saved: false, edit: edit as unknown as IDataObject }),
			},
		];
	}
	const reason = storableText('Reason', String(context.getNodeParameter('reason', index, '') ?? ''), maxLineLength);
	const result = await store.executeDefinition(
		target,
		{ kind: 'save', body: after, ...(reason !== '' && { reason }), ...(based_on !== undefined && { based_on }) },
		commandOf(context, index, 'save_calendar'),
	);
	if (result.outcome === 'refused') {
		const refusal = { ...result.refusal };
		return [{ output: otherOutput, item: withResult(item, field, { calendar: null, is_saved: false, refusal }) }];
	}
	const calendar = describeCalendar(result.definition!, result.version, after, now);
	const is_saved = result.outcome === 'accepted';
	return [
		{
			output: calendarOutput,
			item: withResult(item, field, { calendar, is_saved, edit: edit as unknown as IDataObject }),
		},
	];
}
