import {
	caseModes,
	caseStates,
	closingNeeds,
	exhaustions,
	giveUpCodes,
	ownerDeciders,
	ownerLapses,
	priorities,
	qaStages,
	rerouteReasons,
	resolutions,
	rootCauseLabels,
	stepStatuses,
	taskTypes,
	thrashSigns,
	retryVerdicts,
} from '../vocabulary';
import { entryTypes, maxParts, type EntryType } from './entry';
import {
	closed,
	count,
	countTo,
	digest,
	flag,
	instant,
	listOf,
	matching,
	name,
	oneOf,
	text,
	type Shape,
} from './shape';

/** Longest short fact, as the name of a connector or a reason, and longest list of them. */
export const fact = name(200);
const facts = listOf(fact, 100);
const state = oneOf(...caseStates);
const stepStatus = oneOf(...stepStatuses);
const rootCause = oneOf(...rootCauseLabels);
const namedDigest = matching(/^sha256:[0-9a-f]{64}$/, "'sha256:' and 64 digits of lower-case hex");

/** What arrives at a gate, against what it was checked, and which one came before it. */
const arrival = { received_at: instant, source: fact };
const checked = { contract: name(400), contract_digest: namedDigest };
const earlier = { case_id: fact, first: fact, first_seen_at: instant };

/** What a timer came to: its record's id, when it was due, when it could be told, and by how much the sweep was late. */
const comeDue = { due_at: instant, id: name(400), late_seconds: count, notify_at: instant, pass: count };

/** Ids of the entries of steps that go to a role together. */
const stepIds = listOf(fact, 1000);

/** How a step is told. A window is the time that its role has once it is the owner. */
const told = {
	action: fact,
	forced: flag,
	is_backup: flag,
	window_amount: count,
	window_end_of_day: flag,
	window_unit: oneOf('minutes', 'hours', 'business_minutes', 'business_hours', 'business_days'),
};

/** Why nobody is told of what a timer came to; the last three were overtaken by an acknowledgement or the end of the case. */
const leftOut = [
	'no_target',
	'duplicate_target',
	'acked',
	'skipped_catchup',
	'ack_expired',
	'no_one_reachable',
	'exhausted',
] as const;

/** A failure that was classified, and at which attempt of which round. */
const failed = {
	attempt: count,
	fallback_role: fact,
	label: oneOf(...rootCauseLabels),
	of: count,
	reason: fact,
	round: count,
};
const failedWith = { code: fact, expires_at: instant, status: count };

/** What the facts of each type are. Personal data never is among them: it belongs into parts. */
export const factShapes: Record<EntryType, Shape> = {
	'approval.decided': closed(
		{ decision: oneOf('approved', 'rejected', 'expired') },
		// What was approved, not only that something was: the commitment of the part or plan that was looked at.
		{ approved: digest, method: fact, role: fact, step: fact, stripped: facts },
	),
	'approval.requested': closed(
		{ action: fact, approver_role: fact },
		{ approved: digest, step: fact, stripped: facts, until: instant },
	),
	'case.absorbed': closed({ case_id: fact }),
	'case.closed': closed(
		{ from: state, resolution: oneOf(...resolutions), to: oneOf('resolved') },
		// What the case was asked for, by which version of the list of its source.
		{ required: listOf(oneOf(...entryTypes), entryTypes.length), required_version: count },
	),
	'case.merged': closed({ from: state, into: fact, resolution: oneOf('duplicate'), to: oneOf('resolved') }),
	'case.opened': closed({ priority: oneOf(...priorities), to: oneOf('queued') }),
	'case.released': closed({ case_id: fact }),
	'case.reopened': closed({ from: oneOf('resolved'), to: oneOf('queued') }),
	'case.updated': closed(
		{ changed: facts },
		{ mode: oneOf(...caseModes), priority: oneOf(...priorities), tags_added: facts, tags_removed: facts },
	),
	'clocks.repaired': closed({
		budgets_after: facts,
		budgets_before: facts,
		calendar: fact,
		clocks: facts,
		due_after: facts,
		due_before: facts,
		outcomes_after: facts,
		outcomes_before: facts,
		policy: fact,
		policy_version: count,
	}),
	'command.refused': closed(
		{ code: text, command: text, from: state, missing: text, to: state },
		{
			into: fact,
			into_merged: fact,
			merged_into: fact,
			step: fact,
			step_from: stepStatus,
			step_to: stepStatus,
			task_id: fact,
			unmet: listOf(oneOf(...closingNeeds), closingNeeds.length),
		},
	),
	'connector.intent': closed(
		{ connector: fact, method: fact },
		{ effect: oneOf('read', 'write'), key: fact, step: fact, stripped: facts, url: name(2000) },
	),
	'connector.outcome': closed(
		{ outcome: oneOf('ok', 'failed', 'unknown') },
		{ error_class: fact, ms: count, status: count, step: fact, stripped: facts },
	),
	'definition.activated': closed({ is_rollback: flag, version: count }, { effective_from: instant }),
	'definition.governed': closed({ author_may_review: flag, review_required: flag }),
	'definition.refused': closed({ code: fact, command: fact, detail: text, version: count }),
	// Version 0 stands for the definition as a whole.
	'definition.retired': closed({ version: count }),
	'definition.reviewed': closed({ decision: oneOf('approved', 'rejected'), digest: namedDigest, version: count }),
	'definition.saved': closed({ digest: namedDigest, version: count }),
	'exception.acknowledged': closed({ by_role: fact }),
	'exception.assigned': closed({
		backup_role: fact,
		decided_by: oneOf('override', 'escalation'),
		due_at: instant,
		from_role: fact,
		owner_role: fact,
	}),
	'exception.carried': closed({ exception_id: fact, from_case: fact, to_case: fact }, { holds_back: flag }),
	'exception.labelled': closed({ from: rootCause, label: rootCause }),
	'exception.linked': closed({ exception_id: fact, label: rootCause }, { holds_back: flag }),
	'exception.moved': closed({ from_case: fact, to_case: fact }),
	'exception.opened': closed(
		{
			attempts: count,
			backup_role: fact,
			due_at: instant,
			further_roles: facts,
			label: rootCause,
			line_count: count,
			owner_role: fact,
			required: facts,
			resolution_seconds: count,
			resolve_by: instant,
			severity: oneOf(...priorities),
			ttl_seconds: count,
		},
		{
			case_id: fact,
			checklist: fact,
			execution: fact,
			node: fact,
			payload_parts: countTo(maxParts),
			stage: oneOf(...qaStages),
			stripped: facts,
			trigger_id: fact,
			workflow: fact,
		},
	),
	'exception.recurred': closed({ as: fact }),
	'exception.redrive_due': closed({ due_at: instant, late_seconds: count, redrive_count: count }),
	'exception.redrive_scheduled': closed({ due_at: instant, per_minute: count, redrive_count: count }),
	'exception.redriven': closed({ redrive_count: count }),
	'exception.refused': closed({ code: fact, command: fact, missing: facts }),
	'exception.repeated': closed({ attempts: count }, { severity: oneOf(...priorities) }),
	'exception.resolved': closed({ label: rootCause, resolution: oneOf(...resolutions) }, { evidence_id: fact }),
	'exception.settled': closed({ exception_id: fact, resolution: oneOf(...resolutions) }),
	'exception.ticked': closed({ done: flag, lines: facts }),
	'log.checkpointed': closed({ root: digest, size: count }),
	'log.exported': closed(
		{ from: count, kind: oneOf('case', 'period', 'full'), size: count, to: count },
		{ case_id: fact, digest, recipient_role: fact, withheld: oneOf('none', 'pii', 'all') },
	),
	'log.opened': closed({ origin: fact }),
	'log.pruned': closed({ before: count, reason: fact, root: digest }),
	'log.rebuilt': closed({ differing: count, tables: facts }),
	'log.restored': closed({ origin: fact, reason: fact, size: count }),
	'note.added': closed({}, { step: fact, stripped: facts, topic: fact }),
	'notification.sent': closed({ channel: fact, target_role: fact }, { outcome: oneOf('ok', 'failed'), template: fact }),
	'owner.assigned': closed(
		{ backup_role: text, decided_by: oneOf(...ownerDeciders), label: text, owner_role: text, rule: text },
		{ accountable_role: text, from_role: text },
	),
	'owner.kept': closed({ wanted_role: text, why: oneOf(...rerouteReasons) }, { cools_down_at: instant }),
	'owner.lapsed': closed({ exception_id: fact, kind: oneOf(...ownerLapses), since: instant }),
	'part.redacted': closed({ basis: fact, c: digest, idx: count, n: fact, reason: fact, ticket: fact }),
	'qa.evaluated': closed(
		{
			blocking: facts,
			case_version: count,
			checklist: fact,
			digest: namedDigest,
			passed: flag,
			score: fact,
			stage: oneOf(...qaStages),
			warned: facts,
		},
		{ override_role: fact },
	),
	'record.snapshot': closed(
		{ connector: fact, moment: oneOf('before', 'after'), record: fact },
		{ changed: listOf(fact, 200), step: fact, stripped: facts },
	),
	'retry.cancelled': closed({}, { because: oneOf('merged') }),
	'retry.due': closed({ answer_by: instant, attempt: count, data: name(128), due_at: instant, late_seconds: count }),
	'retry.gave_up': closed(
		{ ...failed, failed_at: instant, then: oneOf(...exhaustions), why: oneOf(...giveUpCodes) },
		{ ...failedWith, target_role: fact },
	),
	'retry.scheduled': closed(
		{
			...failed,
			answer_seconds: count,
			failed_at: instant,
			next_at: instant,
			then: oneOf(...exhaustions),
			unknown_count: count,
			verdict: oneOf(...retryVerdicts),
		},
		failedWith,
	),
	'retry.succeeded': closed({}),
	'state.changed': closed(
		{ from: state, to: state },
		{ reviewer_role: text, root_cause: rootCause, systems: listOf(text, 2000), until: instant },
	),
	'step.changed': closed({ step: fact, to: stepStatus }, { from: stepStatus }),
	'task.completed': closed({ task_id: fact }),
	'task.opened': closed({ owner_role: fact, task_id: fact, task_type: oneOf(...taskTypes) }, { due_at: instant }),
	'thrash.cleared': closed({}),
	'thrash.flagged': closed({ change_count: count, signs: listOf(oneOf(...thrashSigns), thrashSigns.length) }),
	'throttle.held': closed({ steps: stepIds, until: instant }),
	'throttle.passed': closed({ count }),
	'throttle.released': closed({ steps: stepIds }, { left_out: stepIds }),
	'timer.acknowledged': closed({ by_role: fact }),
	'timer.active': closed({ by_role: fact, what: oneOf('state_change', 'comment', 'evidence') }),
	'timer.exhausted': closed({ ...comeDue, target_role: fact }, { held: flag }),
	'timer.fired': closed(
		{ ...comeDue, kind: oneOf('notify', 'ack_expired', 'no_one_reachable'), target_role: fact },
		{ ...told, held: flag, step: count },
	),
	'timer.forced': closed({}),
	'timer.paused': closed({ by: oneOf('command', 'case') }),
	'timer.recounted': closed(
		{
			after_counted_seconds: count,
			before_counted_seconds: count,
			by: oneOf('edit', 'repair'),
			calendar: fact,
			calendar_version: count,
			effective_from: instant,
		},
		{
			after_due_at: instant,
			after_next_at: instant,
			before_due_at: instant,
			before_next_at: instant,
			budget_seconds: count,
		},
	),
	'timer.resolved': closed({}),
	'timer.resumed': closed({ by: oneOf('command', 'case') }),
	'timer.skipped': closed({ ...comeDue, kind: oneOf(...leftOut) }, { ...told, step: count, target_role: fact }),
	'timer.started': closed(
		{ calendar: fact, chain: fact, chain_version: count, run: count, started_at: instant },
		{ backup_role: fact, budget_seconds: count, calendar_version: count, owner_role: fact, waits: flag },
	),
	'timer.stopped': closed({}, { because: oneOf('merged') }),
	'trigger.accepted': closed(
		{ ...arrival, attempt: count, completes: oneOf('at_once', 'on_open', 'on_close') },
		{ ...checked, ...earlier, expires_at: instant, lease_until: instant },
	),
	'trigger.completed': closed({}, { case_id: fact }),
	'trigger.duplicate': closed(
		{ ...arrival, first: fact, first_seen_at: instant, in_progress: flag },
		{ ...checked, case_id: fact },
	),
	'trigger.linked': closed({ case_id: fact }),
	'trigger.refused': closed({ ...arrival, label: rootCause }, { ...checked, ...earlier }),
	'trigger.released': closed({ label: rootCause }),
};
