import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { dueIfPaused, explainTimer, type Timer } from '../../../core';
import { withResult } from '../../shared/resultField';
import {
	otherOutput,
	readAmount,
	readTarget,
	routeTimer,
	showFor,
	targetParameters,
	type Operation,
} from './operation';

const description: INodeProperties[] = [
	...targetParameters('get'),
	{
		displayName: 'Explain Time',
		name: 'explainTime',
		type: 'boolean',
		default: true,
		displayOptions: showFor('get'),
		description: 'Whether to tell which time since the start counted, which did not, and why',
	},
	{
		displayName: 'If Paused For',
		name: 'pauseHours',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 0, numberPrecision: 2 },
		displayOptions: { show: { operation: ['get'], explainTime: [true] } },
		description: 'Hours around the clock, from now on, for which to tell when the timer would be due',
	},
];

/** Ten years of hours. */
const maxHours = 87_600;

/** Both sides of a timer's time, what is left of it, and what a pause would do. */
function explain(timer: Timer, hours: number): IDataObject {
	const clock = new Date().toISOString();
	// What was written a moment ago counts, also where the log's clock is ahead of this machine's.
	const now = clock > timer.updated_at ? clock : timer.updated_at;
	const if_paused = { hours, due_at: dueIfPaused(timer, now, hours * 3600) };
	return { at: now, ...explainTimer(timer, now), if_paused } as unknown as IDataObject;
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const target = readTarget(context, index);
	const { case_id, name } = target;
	const isExplained = context.getNodeParameter('explainTime', index, true) === true;
	const hours = isExplained
		? readAmount('If Paused For', context.getNodeParameter('pauseHours', index, 1), maxHours)
		: 0;
	const timer = await store.getTimer(target);
	if (timer !== null) {
		const more = isExplained ? { clock: explain(timer, hours) } : {};
		return [routeTimer(item, field, case_id, { outcome: 'unchanged', timer }, more)];
	}
	const refusal = {
		code: 'TIMER_NOT_FOUND',
		message: `There is no timer '${name}' on case ${case_id.slice(0, 40)}`,
		fix: 'Start it first, or check case and name; upper and lower case count',
	};
	return [{ output: otherOutput, item: withResult(item, field, { case_id, timer: null, refusal }) }];
};

export const get: Operation = { description, execute };
