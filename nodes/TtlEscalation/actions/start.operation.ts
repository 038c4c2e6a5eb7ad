import type { IExecuteFunctions } from 'n8n-workflow';

import {
	alwaysOpen,
	backupWord,
	definitionKindNames,
	ownerWord,
	TriageError,
	weekdays,
	type Calendar,
	type DefinitionKind,
	type EscalationChain,
	type EscalationStep,
	type StartTimer,
	type TimeBudget,
} from '../../../core';
import { commandOf } from '../../shared/command';
import { readDefinition } from '../../shared/definitions';
import { readInstantFilter, readListFilter, readWholeNumber } from '../../shared/filters';
import type { TriageStore } from '../../shared/openStore';
import { readOption } from '../../shared/readOption';
import { readRole } from '../../shared/roles';
import {
	readAmount,
	readTarget,
	routeTimer,
	targetParameters,
	type Operation,
	type OperationContext,
} from './operation';
import { startProperties } from './startProperties';

const seconds = { minutes: 60, hours: 3600 } as const;
const units = { minutes: 'business_minutes', hours: 'business_hours', days: 'business_days' } as const;
const keysOf = <T extends object>(record: T) => Object.keys(record) as Array<keyof T & string>;

/** How long an acknowledgement holds where neither an option says it nor a time in hours or minutes. */
const defaultAckSeconds = 4 * 3600;
const tenYears = 10 * 365 * 86_400;

interface StepRow {
	when?: unknown;
	percent?: unknown;
	stepAmount?: unknown;
	stepUnit?: unknown;
	do?: unknown;
	target?: unknown;
	role?: unknown;
}

interface StartOptions {
	ackMinutes?: unknown;
	pauseWhileWaiting?: unknown;
	repeatTimes?: unknown;
	startedAt?: unknown;
}

function readWithin(context: IExecuteFunctions, index: number): TimeBudget {
	const unit = readOption('Unit', context.getNodeParameter('unit', index, 'hours'), keysOf(units));
	// Ten years of minutes; core says what is allowed of each unit.
	const amount = readAmount('Respond Within', context.getNodeParameter('amount', index), 5_256_000);
	return { amount, unit: units[unit] };
}

/** A saved body in the version that counts now. */
async function getSaved(store: TriageStore, kind: DefinitionKind, parameter: unknown) {
	const name = readDefinition(kind, parameter);
	const found = await store.getDefinition({ kind, name });
	if (found !== null) return found;
	throw new TriageError(
		'DEFINITION_NOT_FOUND',
		`There is no ${definitionKindNames[kind].toLowerCase()} '${name}' in force`,
		'Check the name, upper and lower case included, or save and activate it first',
	);
}

async function readCalendar({ context, store }: OperationContext, index: number): Promise<Calendar> {
	const value = (name: string) => context.getNodeParameter(name, index, '');
	const ways = ['aroundTheClock', 'savedCalendar', 'simpleHours'] as const;
	switch (readOption('Count Time', context.getNodeParameter('countTime', index, 'aroundTheClock'), ways)) {
		case 'aroundTheClock':
			return alwaysOpen();
		case 'savedCalendar':
			return (await getSaved(store, 'calendar', value('calendar'))).body as Calendar;
		case 'simpleHours': {
			const days = readListFilter('Working Days', value('workingDays'), weekdays);
			const window = [String(value('opensAt')).trim(), String(value('closesAt')).trim()] as const;
			const timezone = String(value('timezone') ?? '').trim() || context.getTimezone();
			const hours = Object.fromEntries(days.map((day) => [day, [window]]));
			return { name: 'Hours set in the node', timezone, hours };
		}
	}
}

function readTiming(row: StepRow, called: string): Partial<EscalationStep> {
	const length = () => {
		const unit = readOption(`${called}: Unit`, row.stepUnit ?? 'hours', keysOf(seconds));
		return readAmount(`${called}: How Long`, row.stepAmount ?? 1, tenYears / seconds[unit]) * seconds[unit];
	};
	switch (readOption(`${called}: When`, row.when ?? 'deadline', ['after', 'deadline', 'part', 'wait'])) {
		case 'after':
			return { after_deadline_seconds: length() };
		case 'deadline':
			return { after_deadline_seconds: 0 };
		case 'part':
			return { percent: readAmount(`${called}: Percent`, row.percent ?? 75, 99) };
		case 'wait':
			return { wait_seconds: length() };
	}
}

function readStep(row: StepRow, number: number): EscalationStep {
	const called = `Step ${number}`;
	const target = readOption(`${called}: Whom`, row.target ?? 'owner', ['backup', 'owner', 'role']);
	const role = target === 'role' ? readRole(`${called}: Role`, row.role ?? '') : '';
	if (target === 'role' && role === '') {
		throw new TriageError('FIELD_INVALID', `'${called}: Role' is empty`, 'Name the role that the step is for');
	}
	return {
		target_role: { backup: backupWord, owner: ownerWord, role }[target],
		...readTiming(row, called),
		action: readOption(`${called}: Do`, row.do ?? 'notify', ['notify', 'reassign']),
	};
}

function readAckSeconds({ ackMinutes }: StartOptions, { amount, unit }: TimeBudget): number {
	if (ackMinutes !== undefined) {
		return readAmount('Acknowledgement Holds For', ackMinutes, tenYears / 60) * 60;
	}
	// A day is no number of hours.
	if (amount === 0 || unit === 'business_days') return defaultAckSeconds;
	return amount * (unit === 'business_hours' ? 3600 : 60);
}

function readChain(context: IExecuteFunctions, index: number, name: string, within: TimeBudget): EscalationChain {
	const options = context.getNodeParameter('options', index, {}) as StartOptions;
	const { values = [] } = context.getNodeParameter('steps', index, {}) as { values?: StepRow[] };
	const fallback_role = readRole('If No Step Is Left', context.getNodeParameter('fallbackRole', index));
	if (values.length === 0) {
		throw new TriageError('FIELD_INVALID', "'Steps' is empty; at least one step is expected", 'Add a step');
	}
	if (fallback_role === '') {
		throw new TriageError('FIELD_INVALID', "'If No Step Is Left' is empty", 'Name a role, as Triage');
	}
	const times = options.repeatTimes === 0 ? 0 : readWholeNumber('Repeat Steps', options.repeatTimes ?? 1, 5);
	return {
		id: name,
		version: 1,
		steps: values.map((row, place) => readStep(row, place + 1)),
		...(options.repeatTimes !== undefined && { repeat: { from_step: 1, times } }),
		on_exhausted: { fallback_role },
		ack_ttl_seconds: Math.max(1, readAckSeconds(options, within)),
	};
}

async function readCommand(operation: OperationContext, index: number, name: string): Promise<StartTimer> {
	const { context, store } = operation;
	const options = context.getNodeParameter('options', index, {}) as StartOptions;
	const within = readWithin(context, index);
	const from = readOption('Escalation Steps', context.getNodeParameter('stepsFrom', index, 'here'), ['here', 'saved']);
	const saved =
		from === 'saved' ? await getSaved(store, 'escalation_chain', context.getNodeParameter('chain', index)) : null;
	const chain =
		saved === null
			? readChain(context, index, name, within)
			: { ...(saved.body as EscalationChain), version: saved.version.number };
	const isPast = options.startedAt !== undefined && options.startedAt !== '';
	return {
		kind: 'start',
		chain,
		calendar: await readCalendar(operation, index),
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
	return [routeTimer(item, field, target.case_id, result)];
};

export const start: Operation = { description: [...targetParameters('start'), ...startProperties], execute };
