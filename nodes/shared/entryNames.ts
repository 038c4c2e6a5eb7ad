import type { EntryType } from '../../core';

/** Entries of cases, as people know them. */
export const entryNames = {
	'approval.decided': 'Approval Decided',
	'approval.requested': 'Approval Requested',
	'connector.outcome': 'Call Answered',
	'connector.intent': 'Call Begun',
	'case.merged': 'Case Merged',
	'case.opened': 'Case Opened',
	'case.reopened': 'Case Reopened',
	'case.closed': 'Case Resolved',
	'case.updated': 'Case Updated',
	'command.refused': 'Change Refused',
	'qa.evaluated': 'Checks Made',
	'exception.linked': 'Exception Opened',
	'exception.settled': 'Exception Resolved',
	'note.added': 'Note Added',
	'notification.sent': 'Notification Sent',
	'owner.assigned': 'Owner Assigned',
	'owner.kept': 'Owner Kept',
	'thrash.flagged': 'Rapid Reassignment',
	'thrash.cleared': 'Rapid Reassignment Over',
	'record.snapshot': 'Record Snapshot',
	'state.changed': 'State Changed',
	'step.changed': 'Step Changed',
	'task.completed': 'Task Completed',
	'task.opened': 'Task Created',
} as const satisfies Partial<Record<EntryType, string>>;

/** Types of entries as options of a list, by name. */
export const entryOptions = (types: ReadonlyArray<keyof typeof entryNames>): Array<{ name: string; value: string }> =>
	types.map((value) => ({ name: entryNames[value], value })).sort((one, other) => (one.name < other.name ? -1 : 1));
