import type { EntryType } from '../evidence';
import { FindingList, type Finding } from '../findings';

/** Types that a closed case can be asked for: what was done about it, and not what happened to it or was refused. */
export const requirableTypes = [
	'approval.decided',
	'approval.requested',
	'case.closed',
	'case.opened',
	'case.updated',
	'connector.intent',
	'connector.outcome',
	'note.added',
	'notification.sent',
	'owner.assigned',
	'qa.evaluated',
	'record.snapshot',
	'state.changed',
	'step.changed',
	'task.completed',
	'task.opened',
] as const satisfies readonly EntryType[];

/** What the trails of the cases of one source have to hold once they are closed. It is saved by the name of the source. */
export interface RequiredEntries {
	name?: string;
	entries: Array<(typeof requirableTypes)[number]>;
}

/** What is asked of the trail of a case, by which version of the list of its source. */
export interface AskedEntries {
	entries: readonly EntryType[];
	version: number;
}

/** Everything that is wrong with a list of required entries; an empty list for one that can be used. */
export function checkRequiredEntries(value: unknown): Finding[] {
	const findings = new FindingList();
	if (!findings.record(value, '', 'Write an object with entries')) return findings.found;
	findings.known(value, '', ['name', 'entries']);
	if (!findings.list(value.entries, '/entries', requirableTypes.length, 'Name each type once')) return findings.found;
	if (value.entries.length === 0) findings.add('/entries', 'It asks for no entry', 'Name a type of entry');
	for (const [index, type] of value.entries.entries()) {
		findings.oneOf(type, `/entries/${index}`, requirableTypes);
		if (value.entries.indexOf(type) === index) continue;
		findings.add(`/entries/${index}`, `It names ${String(type)} twice`, 'Name each type once');
	}
	return findings.found;
}
