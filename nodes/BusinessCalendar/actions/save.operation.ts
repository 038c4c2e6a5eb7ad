import { TriageError, checkCalendar, type Calendar } from '../../../core';
import { hoursParameters, readHours } from './hours';
import { calendarParameter, readTarget, saveCalendar, savingParameters, type Operation } from './operation';

const description: Operation['description'] = [
	calendarParameter('save', 'name'),
	...hoursParameters,
	...savingParameters('save'),
];

/** Most faults that are told; the error has all of them. */
const maxTold = 10;

/** Everything that is wrong with a calendar, so that nobody has to save again to learn of the next. */
function calendarInvalid(name: string, faults: ReturnType<typeof checkCalendar>): TriageError {
	const told = faults.slice(0, maxTold);
	const others = faults.length - told.length;
	const more = others === 0 ? '' : `. And ${others} more`;
	const message = `Calendar '${name}' cannot be used: ${told.map((fault) => fault.message).join('. ')}${more}`;
	const fixes = [...new Set(told.map(({ fix }) => fix))].join('. ');
	return new TriageError('CALENDAR_INVALID', message, fixes, { details: { findings: faults } });
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, store, now } = operation;
	const target = readTarget(context, index);
	const after = readHours(context, index, target.name);
	const faults = checkCalendar(after, now);
	if (faults.length > 0) throw calendarInvalid(target.name, faults);
	const held = await store.getDefinition(target);
	const before = (held?.body ?? null) as Calendar | null;
	return await saveCalendar(operation, item, index, { target, before, after });
};

export const save: Operation = { description, execute };
