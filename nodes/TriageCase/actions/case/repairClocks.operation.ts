import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import {
	caseNotFound,
	forecastClocks,
	repairedClocks,
	type ClockChange,
	type RepairClocks,
	type TriageCase,
} from '../../../../core';
import { caseIdParameter, readCaseId } from '../../../shared/caseId';
import { commandOf } from '../../../shared/command';
import { count } from '../../../shared/hints';
import { withResult } from '../../../shared/resultField';
import { readCalendarName, readClockBasis } from './clocks';
import { caseOutput, otherOutput, showFor, type Operation, type OperationContext } from '../operation';
import { readLine, withCase } from '../parameters';

/** How often a repair is counted again because the case has changed while it was. */
const maxTries = 3;

const description: Operation['description'] = [
	caseIdParameter(showFor('repairClocks')),
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		displayOptions: showFor('repairClocks'),
		description:
			'Whether to list what would change for each running clock, and change nothing. Off, running clocks are counted anew from their start by the policy in force; what has ended stays as it was counted.',
	},
	{
		displayName: 'Calendar',
		name: 'repairCalendar',
		type: 'string',
		default: '',
		placeholder: 'e.g. Berlin support',
		displayOptions: showFor('repairClocks'),
		description: 'Saved calendar in which the time counts. Leave empty to count around the clock.',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. The contract says four hours since May',
		displayOptions: showFor('repairClocks'),
		description: 'Why it was done, for the trail',
	},
];

interface Repair {
	policy: string;
	version: number;
	calendar: string;
	is_dry_run: boolean;
	/** Clocks that it moves. */
	clocks: ClockChange[];
}

/** What counting the clocks of a case by the version in force comes to. */
async function plan(
	{ store }: OperationContext,
	record: TriageCase,
	calendarName: string,
	is_dry_run: boolean,
): Promise<Repair> {
	const { now, policy, versions, calendar, times, events } = await readClockBasis(store, record, calendarName);
	const { version } = versions.at(-1)!.policy;
	const repaired = { kind: 'repaired', at: now, policy_version: version } as const;
	const clocks = forecastClocks(versions, times, events, now, [repaired]);
	return { policy, version, calendar, is_dry_run, clocks };
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, field } = operation;
	const caseId = readCaseId(context, index);
	const calendarName = readCalendarName(context.getNodeParameter('repairCalendar', index, ''));
	const isDryRun = context.getNodeParameter('dryRun', index, true) !== false;
	const reason = readLine(context, index, 'reason', 'Reason');
	for (let attempt = 1; ; attempt += 1) {
		const record = await store.getCase(caseId);
		if (record === null) throw caseNotFound(caseId);
		const repair = await plan(operation, record, calendarName, isDryRun);
		const shown = { repair: repair as unknown as IDataObject };
		const { policy, version: policy_version, calendar, clocks } = repair;
		const isNothing = clocks.length === 0 && record.state !== 'resolved';
		if (isDryRun || isNothing) return [{ output: caseOutput, item: withCase(item, field, record, shown) }];
		const command: RepairClocks = {
			kind: 'repair_clocks',
			policy,
			policy_version,
			calendar,
			changes: repairedClocks(clocks),
			...(reason && { reason }),
		};
		// What was counted holds for this version of the case only.
		const sent = { ...commandOf(context, index, 'repair_clocks'), expected_version: record.version };
		const result = await store.execute({ case_id: caseId }, command, sent);
		if (result.outcome !== 'refused') {
			return [{ output: caseOutput, item: withCase(item, field, result.case, shown) }];
		}
		const { refusal } = result;
		if (refusal.code === 'CASE_VERSION_CONFLICT' && attempt < maxTries) continue;
		const told = { case_id: caseId, case: result.case as unknown as IDataObject, refusal: { ...refusal } };
		return [{ output: otherOutput, item: withResult(item, field, told) }];
	}
};

/** How many clocks a dry run would move. */
function tellDone(items: readonly INodeExecutionData[], field: string): string | null {
	const repairs = items.map(({ json }) => (json[field] as IDataObject).repair as unknown as Repair);
	if (!repairs.some(({ is_dry_run }) => is_dry_run)) return null;
	const moved = repairs.reduce((sum, { clocks }) => sum + clocks.length, 0);
	return `${count(moved, 'clock')} would move. Nothing was changed: switch Dry Run off to repair.`;
}

export const repairClocks: Operation = { description, execute, tellDone };
