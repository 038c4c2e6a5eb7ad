import type { IExecuteFunctions } from 'n8n-workflow';

import { alwaysOpen, weekdays, type StartTimer, type TimeBudget } from '../../../core';
import { commandOf } from '../../shared/command';
import { readInstantFilter, readListFilter } from '../../shared/filters';
import { readOption } from '../../shared/readOption';
import {
	readAmount,
	readTarget,
	routeTimer,
	targetParameters,
	type Operation,
	type OperationContext,
} from './operation';
import { keysOf, readChain, type ChainOptions } from './chain';
import type { CountedCalendar } from './saved';
import { startProperties } from './startProperties';

const units = { minutes: 'business_minutes', hours: 'business_hours', days: 'business_days' } as const;
interface StartOptions extends ChainOptions {
	pauseWhileWaiting?: unknown;
	startedAt?: unknown;
}

function readWithin(context: IExecuteFunctions, index: number): TimeBudget {
	const unit = readOption('Unit', context.getNodeParameter('unit', index, 'hours'), keysOf(units));
	// Ten years of minutes; core says what is allowed of each unit.
	const amount = readAmount('Respond Within', context.getNodeParameter('amount', index), 5_256_000);
	return { amount, unit: units[unit] };
}

async function readCalendar({ context, saved }: OperationContext, index: number): Promise<CountedCalendar> {
	const value = (name: string) => context.getNodeParameter(name, index, '');
	const ways = ['aroundTheClock', 'savedCalendar', 'simpleHours'] as const;
	switch (readOption('Count Time', context.getNodeParameter('countTime', index, 'aroundTheClock'), ways)) {
		case 'aroundTheClock':
			return { calendar: alwaysOpen() };
		case 'savedCalendar':
			return await saved.countedCalendar(value('calendar'));
		case 'simpleHours': {
			const days = readListFilter('Working Days', value('workingDays'), weekdays);
			const window = [String(value('opensAt')).trim(), String(value('closesAt')).trim()] as const;
			const timezone = String(value('timezone') ?? '').trim() || context.getTimezone();
			const hours = Object.fromEntries(days.map((day) => [day, [window]]));
			return { calendar: { name: 'Hours set in the node', timezone, hours } };
		}
	}
}

async function readCommand(operation: OperationContext, index: number, name: string): Promise<StartTimer> {
	const { context } = operation;
	const options = context.getNodeParameter('options', index, {}) as StartOptions;
	const within = readWithin(context, index);
	const from = readOption('Escalation Steps', context.getNodeParameter('stepsFrom', index, 'here'), ['here', 'saved']);
	const chain =
		from === 'saved'
			? await operation.saved.chain(context.getNodeParameter('chain', index))
			: await readChain(operation, index, name, within);
	const isPast = options.startedAt !== undefined && options.startedAt !== '';
	return {
		kind: 'start',
		chain,
		...(await readCalendar(operation, index)),
		within: within.amount === 0 ? null : within,
		started_at: isPast ? readInstantFilter('Start Counting From', options.startedAt, context.getTimezone()) : null,
		on_running: readOption('If Timer Already Runs', context.getNodeParameter('onExisting', index, 'keep'), [
			'keep',
			'restart',
		]),
		pause_while_waiting: options.pauseWhileWaiting === true,
	};
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, field } = operation;
	const target = readTarget(context, index);
	const command = await readCommand(operation, index, target.name);
	const result = await store.executeTimer(target, command, commandOf(context, index, 'timer start'));
	if (result.outcome === 'accepted') operation.inspection.inspect(command);
	return [routeTimer(item, field, target.case_id, result)];
};

export const start: Operation = { description: [...targetParameters('start'), ...startProperties], execute };
