import type { EntryTypeOf } from '../evidence';
import { qaStages, type QaStage } from '../vocabulary';
import { list, text, type CaseRecord } from './record';
import type { QaOutcome, TriageCase } from './types';

/**
 * Whether checks that were made before an entry are out of date after it: where it changes the case, or what is known of the
 * work on it. Closing does not, as it is what they were made for. What is only told about a case, and what was refused or kept,
 * leaves it as it was. An open exception holds the case back by itself.
 */
const outdates: Record<EntryTypeOf<'case'>, boolean> = {
	'approval.decided': true,
	'approval.requested': true,
	'case.absorbed': true,
	'case.closed': false,
	'case.merged': true,
	'case.opened': true,
	'case.released': true,
	'case.reopened': true,
	'case.updated': true,
	'clocks.repaired': false,
	'command.refused': false,
	'connector.intent': true,
	'connector.outcome': true,
	'exception.carried': false,
	'exception.linked': false,
	'exception.settled': false,
	'note.added': true,
	'notification.sent': false,
	'owner.assigned': true,
	'owner.kept': false,
	'owner.lapsed': false,
	'part.redacted': true,
	'qa.evaluated': false,
	'record.snapshot': true,
	'state.changed': true,
	'step.changed': true,
	'task.completed': true,
	'task.opened': true,
	'thrash.cleared': false,
	'thrash.flagged': false,
};

/** The case as it is where nothing was checked. */
export const nothingChecked: TriageCase['qa'] = { after_closing: null, before_closing: null, before_routing: null };

/** What checks are worth after an entry. */
export function outdateQa({ qa }: TriageCase, entry: CaseRecord): TriageCase['qa'] {
	if (!outdates[entry.type as EntryTypeOf<'case'>]) return qa;
	const stale = (outcome: QaOutcome | null) => outcome && { ...outcome, is_stale: true };
	return {
		after_closing: stale(qa.after_closing),
		before_closing: stale(qa.before_closing),
		before_routing: stale(qa.before_routing),
	};
}

export function evaluateQa(state: TriageCase, entry: CaseRecord): TriageCase {
	const said = entry.command?.kind === 'evaluate_qa' ? entry.command : null;
	const role = text(entry, 'override_role');
	const outcome: QaOutcome = {
		passed: entry.data.passed === true,
		score: text(entry, 'score'),
		blocking: list(entry, 'blocking'),
		warned: list(entry, 'warned'),
		checklist: text(entry, 'checklist'),
		digest: text(entry, 'digest'),
		case_version: Number(entry.data.case_version),
		at: entry.at,
		is_stale: false,
		override: role === '' ? null : { role, reason: said?.override?.reason ?? '' },
	};
	const stage = qaStages.find((one) => one === text(entry, 'stage'));
	return stage === undefined ? state : { ...state, qa: { ...state.qa, [stage satisfies QaStage]: outcome } };
}
