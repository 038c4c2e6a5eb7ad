import { TriageError, checkCalendar, type Calendar } from '../../../core';
import { hoursParameters, readHours } from './hours';
import { calendarParameter, readTarget, saveCalendar, savingParameters, type Operation } from './operation';

const description: Operation['description'] = [
	calendarParameter('save', 'name'),
	...hoursParameters,
	...savingParameters('save'),
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, now } = operation;
	const target = readTarget(context, index);
	const after = readHours(context, index, target.name);
	const [fault, ...others] = checkCalendar(after, now);
	if (fault !== undefined) {
		const more = others.length === 0 ? '' : `, and ${others.length} more`;
		throw new TriageError(
			'CALENDAR_INVALID',
			`Calendar '${target.name}' cannot be used: ${fault.message}${more}`,
			fault.fix,
			{ details: { findings: [fault, ...others] } },
		);
	}
	const held = await store.getDefinition(target);
	const before = (held?.body ?? null) as Calendar | null;
	return await saveCalendar(operation, item, index, { target, before, after });
};

export const save: Operation = { description, execute };
