import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import {
	alwaysOpen,
	caseClocks,
	choosePolicy,
	clockEntryTypes,
	clockEventsOf,
	defaultClockPolicy,
	priorities,
	TriageError,
	type Calendar,
	type CalendarOrVersions,
	type ClockEvent,
	type ClockPolicy,
	type ClockPolicyVersion,
	type ClockQuestions,
	type DefinitionTarget,
	type TriageCase,
} from '../../../../core';
import { readInForce, readPolicies } from '../../../shared/clockPolicies';
import type { TriageStore } from '../../../shared/openStore';
import { describeValue, readOption } from '../../../shared/readOption';
import { showFor } from '../operation';

export const clockProperties: INodeProperties[] = [
	{
		displayName: 'Include Clocks',
		name: 'includeClocks',
		type: 'boolean',
		default: false,
		displayOptions: showFor('get'),
		description:
			'Whether to add where the clocks of the case stand: triage, first response, resolution and owner, by the clock policy that fits the case',
	},
	{
		displayName: 'Clock Options',
		name: 'clockOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { ...showFor('get').show, includeClocks: [true] } },
		options: [
			{
				displayName: 'Calendar',
				name: 'calendar',
				type: 'string',
				default: '',
				placeholder: 'e.g. Berlin support',
				description: 'Saved calendar in which the time counts. Leave empty to count around the clock.',
			},
			{
				displayName: 'If Paused For',
				name: 'pauseHours',
				type: 'number',
				default: 1,
				typeOptions: { minValue: 0, numberPrecision: 2 },
				description: 'Hours around the clock, from now on, for which to tell what a pause would do to the clocks',
			},
			{
				displayName: 'If Priority Becomes',
				name: 'priority',
				type: 'options',
				default: 'urgent',
				description: 'Priority for which to tell what it would do to the clocks',
				options: [
					{ name: 'High', value: 'high' },
					{ name: 'Low', value: 'low' },
					{ name: 'Normal', value: 'normal' },
					{ name: 'Urgent', value: 'urgent' },
				],
			},
		],
	},
];

interface ClockOptions {
	calendar?: unknown;
	pauseHours?: unknown;
	priority?: unknown;
}

/** Ten years of hours. */
const maxHours = 87_600;

function readQuestions({ pauseHours, priority }: ClockOptions): ClockQuestions {
	const isHours = typeof pauseHours === 'number' && pauseHours >= 0 && pauseHours <= maxHours;
	if (pauseHours !== undefined && !isHours) {
		const message = `'If Paused For' is ${describeValue(pauseHours)}; a number from 0 to ${maxHours} is expected`;
		throw new TriageError('FIELD_INVALID', message, 'Type hours, as 4');
	}
	return {
		...(isHours && { pause_seconds: pauseHours * 3600 }),
		...(priority !== undefined && { priority: readOption('If Priority Becomes', priority, priorities) }),
	};
}

async function readCalendar(store: TriageStore, name: string, now: string): Promise<CalendarOrVersions> {
	if (name === '') return alwaysOpen();
	const target: DefinitionTarget = { kind: 'calendar', name };
	const versions = (await readInForce(store, target, now)).map(({ version, effective_from, body }) => {
		return { version, effective_from, calendar: body as Calendar };
	});
	if (versions.length > 0) return versions;
	throw new TriageError(
		'DEFINITION_NOT_FOUND',
		`There is no calendar '${name}' in force`,
		'Check the name, upper and lower case included; Business Calendar: Get Many lists the calendars there are',
	);
}

/** Name of the policy that fits a case, and all its versions, so that clocks keep the one they started with. */
async function readPolicy(
	store: TriageStore,
	record: TriageCase,
	now: string,
): Promise<{ name: string; versions: ClockPolicyVersion[] }> {
	const { source, type, priority, customer_id, product, segment } = record;
	const facts = { source, type, priority, customer_id, product, segment };
	const saved = await readPolicies(store, now);
	const hasDefault = saved.some(({ is_default }) => is_default === true);
	const { id } = choosePolicy(hasDefault ? saved : [...saved, defaultClockPolicy], facts);
	if (!saved.some((policy) => policy.id === id)) {
		return { name: id, versions: [{ effective_from: record.opened_at, policy: defaultClockPolicy }] };
	}
	const versions = await readInForce(store, { kind: 'clock_policy', name: id }, now);
	return {
		name: id,
		versions: versions.map(({ version, effective_from, body }) => {
			return { effective_from, policy: { ...(body as ClockPolicy), version } };
		}),
	};
}

/** All that the clocks of a case are made of. */
export interface ClockBasis {
	/** When they are looked at. */
	now: string;
	policy: string;
	versions: ClockPolicyVersion[];
	/** Name of the calendar. */
	calendar: string;
	times: CalendarOrVersions;
	events: ClockEvent[];
}

/** Reads what the clocks of a case are made of; without a name of a calendar they count around the clock. */
export async function readClockBasis(store: TriageStore, record: TriageCase, calendar: string): Promise<ClockBasis> {
	const clock = new Date().toISOString();
	// What was written a moment ago counts, also where the log's clock is ahead of this machine's.
	const now = clock > record.updated_at ? clock : record.updated_at;
	const times = await readCalendar(store, calendar, now);
	const { case_id } = record;
	const entries = await store.findEntries({ case_id, types: clockEntryTypes, order: 'oldest' });
	const trigger = await store.getTriggerOfCase(case_id);
	const { name: policy, versions } = await readPolicy(store, record, now);
	const events = clockEventsOf(entries, trigger?.received_at ?? null, policy);
	return { now, policy, versions, calendar: calendar === '' ? alwaysOpen().name : calendar, times, events };
}

/** Name of a saved calendar as a parameter has it; empty for none. */
export const readCalendarName = (value: unknown): string => String(value ?? '').trim();

/** Where the clocks of a case stand, which time they counted and why, and what would move them. */
export async function readClocks(
	context: IExecuteFunctions,
	store: TriageStore,
	record: TriageCase,
	index: number,
): Promise<IDataObject> {
	const options = context.getNodeParameter('clockOptions', index, {}) as ClockOptions;
	const questions = readQuestions(options);
	const basis = await readClockBasis(store, record, readCalendarName(options.calendar));
	const { now, versions, calendar, times, events } = basis;
	const clocks = caseClocks(versions, times, events, now, questions);
	return { at: now, calendar, ...clocks } as unknown as IDataObject;
}
