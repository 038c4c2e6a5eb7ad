import type { EntryTypeOf } from '../evidence';
import type { CaseState, Priority, Resolution, RootCauseLabel } from '../vocabulary';
import { erasedSource } from './fields';
import { carryException, linkException, settleException } from './evolveExceptions';
import { assignOwner, clearThrash, flagThrash, keepOwner, lapseOwner } from './evolveOwner';
import { evaluateQa, nothingChecked, outdateQa } from './evolveQa';
import { setStep } from './evolveStep';
import { completeTask, openTask } from './evolveTask';
import { updateCase } from './evolveUpdate';
import { list, text, type CaseRecord } from './record';
import type { CaseFields, TriageCase } from './types';

/** What is left of a case's fields when its command was erased, beside its priority. */
const erasedFields: Omit<CaseFields, 'source' | 'ticket_id' | 'priority'> = {
	subject: null,
	type: null,
	customer_id: null,
	product: null,
	segment: null,
	link: null,
};

function open(entry: CaseRecord): TriageCase {
	const command = entry.command?.kind === 'open' ? entry.command : null;
	const fields = command?.fields ?? {
		...erasedFields,
		source: erasedSource,
		ticket_id: entry.case_id,
		priority: text(entry, 'priority') as Priority,
	};
	return {
		case_id: entry.case_id,
		version: 0,
		state: 'queued',
		reason: null,
		owner: null,
		accountable_role: null,
		owners: [],
		thrash: null,
		lapses: [],
		mode: 'shadow',
		attributes: {},
		tags: [],
		steps: [],
		tasks: [],
		waiting: null,
		review: null,
		open_exceptions: [],
		qa: nothingChecked,
		root_cause: null,
		resolution: null,
		first_resolution: null,
		merged_into: null,
		absorbed: [],
		reopen_count: 0,
		redrive_count: 0,
		opened_at: entry.at,
		updated_at: entry.at,
		resolved_at: null,
		...fields,
	};
}

/** What was said with a change of state. */
function reasonOf({ command }: CaseRecord): string | null {
	switch (command?.kind) {
		case 'change_state':
		case 'resolve':
		case 'merge':
		case 'reopen':
		case 'redrive':
			return command.reason ?? null;
		default:
			return null;
	}
}

function changeState(state: TriageCase, entry: CaseRecord): TriageCase {
	const { command } = entry;
	const to = text(entry, 'to') as CaseState;
	const until = text(entry, 'until');
	const checklist = command?.kind === 'change_state' ? (command.checklist ?? []) : [];
	const resolution = to === 'resolved' ? (text(entry, 'resolution') as Resolution) : null;
	const isBack = to === 'queued';
	const isMerged = entry.type === 'case.merged';
	return {
		...state,
		state: to,
		reason: reasonOf(entry),
		waiting: to === 'waiting-for-systems' ? { systems: list(entry, 'systems'), until } : null,
		review: to === 'manual-review' ? { reviewer_role: text(entry, 'reviewer_role'), checklist, until } : null,
		root_cause: to === 'failed' ? (text(entry, 'root_cause') as RootCauseLabel) : null,
		resolution,
		// Being merged confirms nothing, and being taken back undoes nothing that was confirmed.
		first_resolution: state.first_resolution ?? (isMerged || !resolution ? null : { resolution, at: entry.at }),
		merged_into: isMerged ? text(entry, 'into') : null,
		reopen_count: state.reopen_count + (isBack && state.state === 'resolved' && state.merged_into === null ? 1 : 0),
		redrive_count: state.redrive_count + (isBack && state.state === 'failed' ? 1 : 0),
		resolved_at: to === 'resolved' ? entry.at : null,
	};
}

/** The case after one more entry of its trail. Folding it over the trail from null rebuilds the case. */
export function evolveCase(state: TriageCase | null, entry: CaseRecord): TriageCase {
	const before = state ?? open(entry);
	const after = ((): TriageCase => {
		switch (entry.type as EntryTypeOf<'case'>) {
			case 'owner.assigned':
				return assignOwner(before, entry);
			case 'owner.kept':
				return keepOwner(before, entry);
			case 'owner.lapsed':
				return lapseOwner(before, entry);
			case 'qa.evaluated':
				return evaluateQa(before, entry);
			case 'step.changed':
				return setStep(before, entry);
			case 'task.completed':
				return completeTask(before, entry);
			case 'task.opened':
				return openTask(before, entry);
			case 'thrash.cleared':
				return clearThrash(before);
			case 'thrash.flagged':
				return flagThrash(before, entry);
			case 'case.updated':
				return updateCase(before, entry);
			case 'exception.carried':
				return carryException(before, entry);
			case 'exception.linked':
				return linkException(before, entry);
			case 'exception.settled':
				return settleException(before, entry);
			case 'case.absorbed':
				return { ...before, absorbed: [...before.absorbed, text(entry, 'case_id')] };
			case 'case.released': {
				const released = text(entry, 'case_id');
				return { ...before, absorbed: before.absorbed.filter((id) => id !== released) };
			}
			case 'case.closed':
			case 'case.merged':
			case 'case.reopened':
			case 'state.changed':
				return changeState(before, entry);
			case 'approval.decided':
			case 'approval.requested':
			case 'case.opened':
			case 'clocks.repaired':
			case 'command.refused':
			case 'connector.intent':
			case 'connector.outcome':
			case 'note.added':
			case 'notification.sent':
			case 'part.redacted':
			case 'record.snapshot':
				return before;
		}
	})();
	return { ...after, qa: outdateQa(after, entry), version: entry.case_seq + 1, updated_at: entry.at };
}
