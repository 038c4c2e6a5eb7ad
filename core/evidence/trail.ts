import { definitionKinds } from '../vocabulary';
import { logCaseId, type EntryType } from './entry';

/** What a trail is about. Each kind has entry types of its own. */
export const trailKinds = ['case', 'definition', 'exception', 'log', 'retry', 'throttle', 'timer', 'trigger'] as const;
export type TrailKind = (typeof trailKinds)[number];

const definitionId = new RegExp(`^_(?:${definitionKinds.join('|')})/.`, 'su');

const triggerId = /^_trigger\/[0-9a-f]{32}$/;

const retryId = /^_retry\/[^_/][^/]*\/./su;

const timerId = /^_timer\/[^_/][^/]*\/./su;

const throttleId = /^_throttle\/./su;

const exceptionPrefix = '_exception/';

const exceptionId = /^_exception\/EX-\d{4,15}$/;

/** Id of an exception's trail, as `_exception/EX-0001`. */
export const exceptionTrail = (id: string): string => `${exceptionPrefix}${id}`;

/** The exception whose trail this is. */
export const exceptionIdOf = (trailId: string): string => trailId.slice(exceptionPrefix.length);

/** Id of the trail of a timer with this name, of a case or an exception. */
export const timerTrail = ({ case_id, name }: { case_id: string; name: string }): string => `_timer/${case_id}/${name}`;

/** Id of the trail of what went to a role and what was held back. */
export const throttleTrail = (role: string): string => `_throttle/${role}`;

/** Id of the trail of the attempts at a case's step of this name. */
export const retryTrail = ({ case_id, step }: { case_id: string; step: string }): string => `_retry/${case_id}/${step}`;

/** Id of the trail that begins with this entry of a trigger. */
export const triggerTrail = (entryId: string): string => `_trigger/${entryId}`;

/**
 * What the trail with this id is about: `C-0001` a case, `_role/Billing` a definition, `_exception/EX-0001` an exception,
 * `_timer/C-0001/First response` a timer, `_retry/C-0001/Enrich` the attempts at a step, `_throttle/Billing` what went to a
 * role, `_trigger/` and 32 hex digits the triggers with one key, `_log` the log itself. Null for an id that begins with `_`
 * and is none of these: they are reserved.
 */
export function trailKindOf(trailId: string): TrailKind | null {
	if (!trailId.startsWith('_')) return 'case';
	if (trailId === logCaseId) return 'log';
	if (triggerId.test(trailId)) return 'trigger';
	if (timerId.test(trailId)) return 'timer';
	if (throttleId.test(trailId)) return 'throttle';
	if (retryId.test(trailId)) return 'retry';
	if (exceptionId.test(trailId)) return 'exception';
	return definitionId.test(trailId) ? 'definition' : null;
}

/** On which trails each type can stand. */
export const trailOfType = {
	'approval.decided': 'case',
	'approval.requested': 'case',
	'case.absorbed': 'case',
	'case.closed': 'case',
	'case.merged': 'case',
	'case.opened': 'case',
	'case.released': 'case',
	'case.reopened': 'case',
	'case.updated': 'case',
	'clocks.repaired': 'case',
	'command.refused': 'case',
	'connector.intent': 'case',
	'connector.outcome': 'case',
	'definition.activated': 'definition',
	'definition.governed': 'definition',
	'definition.refused': 'definition',
	'definition.retired': 'definition',
	'definition.reviewed': 'definition',
	'definition.saved': 'definition',
	'exception.acknowledged': 'exception',
	'exception.assigned': 'exception',
	// On both cases between which it moves.
	'exception.carried': 'case',
	'exception.labelled': 'exception',
	// On the case that the exception is about.
	'exception.linked': 'case',
	'exception.moved': 'exception',
	'exception.opened': 'exception',
	'exception.recurred': 'exception',
	'exception.redrive_due': 'exception',
	'exception.redrive_scheduled': 'exception',
	'exception.redriven': 'exception',
	'exception.refused': 'exception',
	'exception.repeated': 'exception',
	'exception.resolved': 'exception',
	'exception.settled': 'case',
	'exception.ticked': 'exception',
	'log.checkpointed': 'log',
	'log.exported': 'log',
	'log.opened': 'log',
	'log.pruned': 'log',
	'log.rebuilt': 'log',
	'log.restored': 'log',
	'note.added': 'case',
	'notification.sent': 'case',
	'owner.assigned': 'case',
	'owner.kept': 'case',
	'owner.lapsed': 'case',
	// A part is erased on the trail that it belongs to.
	'part.redacted': 'any',
	'qa.evaluated': 'case',
	'record.snapshot': 'case',
	'retry.cancelled': 'retry',
	'retry.due': 'retry',
	'retry.gave_up': 'retry',
	'retry.scheduled': 'retry',
	'retry.succeeded': 'retry',
	'state.changed': 'case',
	'step.changed': 'case',
	'task.completed': 'case',
	'task.opened': 'case',
	'thrash.cleared': 'case',
	'thrash.flagged': 'case',
	'throttle.held': 'throttle',
	'throttle.passed': 'throttle',
	'throttle.released': 'throttle',
	'timer.acknowledged': 'timer',
	'timer.active': 'timer',
	'timer.exhausted': 'timer',
	'timer.fired': 'timer',
	'timer.forced': 'timer',
	'timer.paused': 'timer',
	'timer.recounted': 'timer',
	'timer.resolved': 'timer',
	'timer.resumed': 'timer',
	'timer.skipped': 'timer',
	'timer.started': 'timer',
	'timer.stopped': 'timer',
	'trigger.accepted': 'trigger',
	'trigger.completed': 'trigger',
	'trigger.duplicate': 'trigger',
	'trigger.linked': 'trigger',
	'trigger.refused': 'trigger',
	'trigger.released': 'trigger',
} as const satisfies Record<EntryType, TrailKind | 'any'>;

/** Types that can stand on a trail of this kind. */
export type EntryTypeOf<Kind extends TrailKind> = {
	[Type in EntryType]: (typeof trailOfType)[Type] extends Kind | 'any' ? Type : never;
}[EntryType];
