import type { Timer } from '../../../../core';
import { caseIdParameter, readCaseId } from '../../../shared/caseId';
import { showFor, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('reopen')),
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. The customer was charged again',
		displayOptions: showFor('reopen'),
		description: 'Why the case goes on, for its trail',
		hint: 'Timers that ended with the case stay ended. TTL Escalation: Start Timer begins them anew.',
	},
];

/** Somebody who stopped a timer by hand did not end it with the case. */
const isMerged = (last: Timer['events'][number] | undefined) => last?.kind === 'stopped' && last.reason === 'merged';

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store } = operation;
	const reason = readLine(context, index, 'reason', 'Reason') ?? '';
	// Read before, so that the answer says which of them somebody has to start again.
	const timers = await store.findTimers({ case_id: readCaseId(context, index), states: ['resolved', 'stopped'] });
	const ended = timers.filter(({ state, events }) => state === 'resolved' || isMerged(events.at(-1)));
	return await sendCommand(operation, item, index, { kind: 'reopen', reason }, () => ({
		ended_timers: ended.map(({ name }) => name),
	}));
};

export const reopen: Operation = { description, execute };
