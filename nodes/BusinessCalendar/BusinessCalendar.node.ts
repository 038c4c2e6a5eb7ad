import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { searchCalendars } from '../shared/definitions';
import { forEachItem } from '../shared/forEachItem';
import { count, showHint } from '../shared/hints';
import { introduction } from '../shared/introduction';
import { openStore } from '../shared/openStore';
import { readOption } from '../shared/readOption';
import { defaultResultField } from '../shared/resultField';
import { storeIsReachable } from '../shared/storeIsReachable';
import { calendarOutput, otherOutput, type OperationContext } from './actions/operation';
import { description, operations, operationTitles, type OperationName } from './actions/operations';

const operationNames = Object.keys(operations) as OperationName[];

interface Prepared extends OperationContext {
	operation: OperationName;
}

export class BusinessCalendar implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Business Calendar',
		name: 'businessCalendar',
		icon: { light: 'file:businessCalendar.svg', dark: 'file:businessCalendar.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ (${JSON.stringify(operationTitles)})[$parameter["operation"]] }}`,
		description: 'Say by name when people work, with holidays and time zone, for every deadline that counts by it',
		defaults: { name: 'Business Calendar' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs:
			'={{ [{ type: "main", displayName: ({ readHolidays: "Holidays", repairTimers: "Timers" })[$parameter["operation"]] ?? "Calendar" }, { type: "main", displayName: ["get", "getMany"].includes($parameter["operation"]) ? "Not Found" : "Refused" }] }}',
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties: [
			introduction(
				'Keeps working hours and holidays by name, in versions. TTL Escalation counts by them',
				'business-calendar',
			),
			...description,
		],
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchCalendars } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await forEachItem<Prepared>(this, {
			outputCount: 2,
			badOutput: otherOutput,
			resultField: ({ field }) => field,
			prepare: () => prepare(this),
			judge: async (item, index, prepared) => await operations[prepared.operation].execute(prepared, item, index),
			report: (judgedCounts, prepared, outputs) => report(this, judgedCounts, prepared, outputs),
		});
	}
}

async function prepare(context: IExecuteFunctions): Promise<Prepared> {
	const { resultField } = context.getNodeParameter('options', 0, {}) as { resultField?: string };
	return {
		context,
		operation: readOption('Operation', context.getNodeParameter('operation', 0), operationNames),
		store: await openStore(context),
		field: resultField || defaultResultField,
		now: new Date().toISOString(),
	};
}

interface Told {
	calendar?: { name: string; version: number | null; timezone: string } | null;
	is_saved?: boolean;
	holidays?: { proposals: unknown[] };
	repair?: { version: number; is_dry_run: boolean; timer_count: number; changed_count: number };
}

function tellRepair({ version, is_dry_run, timer_count, changed_count }: NonNullable<Told['repair']>): string {
	const timers = count(timer_count, 'timer');
	const moved = `${changed_count} of them at another time`;
	if (is_dry_run) return `${timers} would count from the start by version ${version}, ${moved}. Nothing was changed`;
	return `${timers} count from the start by version ${version}, ${moved}`;
}

/** What became of the items that left by the good output, by the first of them. */
function tellGood([first]: readonly INodeExecutionData[], field: string): string | null {
	const { calendar, is_saved, holidays, repair } = (first?.json[field] ?? {}) as Told;
	if (holidays !== undefined)
		return `${count(holidays.proposals.length, 'holiday')} found. None of them closes a day yet`;
	if (repair !== undefined) return tellRepair(repair);
	if (is_saved === undefined || !calendar) return null;
	if (is_saved)
		return `Calendar '${calendar.name}' counts by version ${calendar.version} from now on, by the time of ${calendar.timezone}`;
	const same = `Calendar '${calendar.name}' is version ${calendar.version} already`;
	return calendar.version === null ? 'Nothing was saved: the item says what would change' : same;
}

function report(
	context: IExecuteFunctions,
	judgedCounts: readonly number[],
	{ operation, field }: Prepared,
	outputs: readonly INodeExecutionData[][],
) {
	const good = (judgedCounts[calendarOutput] ?? 0) === 0 ? null : tellGood(outputs[calendarOutput]!, field);
	if (good !== null) showHint(context, good, 'info');
	const others = judgedCounts[otherOutput] ?? 0;
	if (others === 0) return;
	const isSearch = operation === 'get' || operation === 'getMany';
	const what = isSearch ? 'found no calendar' : `saved nothing: the reason is in ${field}.refusal`;
	showHint(context, `${count(others, 'item')} ${what}`, 'warning');
}
