import type { IDataObject } from 'n8n-workflow';

import { commandOf } from '../../shared/command';
import type { RepairedTimer, RepairRequest } from '../../shared/openStore';
import { withResult } from '../../shared/resultField';
import { useDefinition } from '../../shared/savedDefinition';
import {
	calendarOutput,
	calendarParameter,
	howToSave,
	otherOutput,
	readTarget,
	showFor,
	type Operation,
} from './operation';

const description: Operation['description'] = [
	calendarParameter('repairTimers'),
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		displayOptions: showFor('repairTimers'),
		description:
			'Whether to list what would change for each running timer, and change nothing. Off, time since the start of each is counted anew by the version in force.',
	},
];

/** Timers of one transaction, and how many of them an item lists. */
const perPage = 250;
const maxListed = 1000;

const differs = ({ before, after }: RepairedTimer) =>
	before.due_at !== after.due_at || before.next_at !== after.next_at;

interface Repair {
	calendar: string;
	version: number;
	is_dry_run: boolean;
	timer_count: number;
	/** Of them, how many are due or told at another time. */
	changed_count: number;
	timers: RepairedTimer[];
}

/** Adds timers to what is told, of which there may be more than an item lists. */
function add(repair: Repair, timers: readonly RepairedTimer[]): void {
	repair.timer_count += timers.length;
	repair.changed_count += timers.filter(differs).length;
	repair.timers.push(...timers.slice(0, maxListed - repair.timers.length));
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, field } = operation;
	const { name } = readTarget(context, index);
	const is_dry_run = context.getNodeParameter('dryRun', index, true) !== false;
	const { version } = await useDefinition(store, { kind: 'calendar', name }, null, howToSave);
	const command = commandOf(context, index, 'repair_timers');
	const repair: Repair = {
		calendar: name,
		version: version.number,
		is_dry_run,
		timer_count: 0,
		changed_count: 0,
		timers: [],
	};
	const result = { repair: repair as unknown as IDataObject };
	const request: RepairRequest = { calendar: name, version: version.number, after: null, limit: perPage };
	do {
		const page = is_dry_run ? await store.previewRepair(request) : await store.repairTimers(request, command);
		if (page.outcome === 'refused') {
			const refusal = {
				code: 'DEFINITION_VERSION_CONFLICT',
				message: `Version ${version.number} of calendar '${name}' is no longer in force, so the repair stopped`,
				fix: 'Look at a dry run by the version in force, then repair again',
			};
			return [{ output: otherOutput, item: withResult(item, field, { ...result, refusal }) }];
		}
		add(repair, page.timers);
		request.after = page.next;
	} while (request.after !== null);
	return [{ output: calendarOutput, item: withResult(item, field, result) }];
};

export const repairTimers: Operation = { description, execute };
