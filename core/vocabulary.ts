/**
 * Closed lists of words that cases, rules, definitions and the log share. They stand beside the areas, so that the log can be verified
 * without the code that writes it. A word is never taken out and never changes its meaning: entries hold it.
 */

/** Where a case stands. */
export const caseStates = [
	'queued',
	'in-progress',
	'waiting-for-systems',
	'manual-review',
	'resolved',
	'failed',
] as const;
export type CaseState = (typeof caseStates)[number];

/** How urgent a case is, the least urgent first. */
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** How actions for a case are run where they do not say so themselves, the most careful first. */
export const caseModes = ['shadow', 'approval', 'live'] as const;
export type CaseMode = (typeof caseModes)[number];

/** How a resolved case ended. */
export const resolutions = ['fixed', 'workaround', 'duplicate', 'not_an_issue'] as const;
export type Resolution = (typeof resolutions)[number];

/** Why something failed; closed, so that reports can count it. */
export const rootCauseLabels = [
	'schema.required',
	'schema.type',
	'rule.enum',
	'rule.range',
	'dup.key',
	'dup.content',
	'idem.conflict',
	'sys.timeout',
	'sys.auth',
	'sys.5xx',
	'sync.partial',
	'sync.drop',
	'route.no_match',
	'route.ambiguous',
	'route.low_confidence',
	'owner.lapse',
	'write.conflict',
	'rollback_failed',
	'qa.blocker',
	'unknown',
] as const;
export type RootCauseLabel = (typeof rootCauseLabels)[number];

/** Where one step of the work on a case stands. */
export const stepStatuses = ['queued', 'in-progress', 'completed', 'failed', 'skipped'] as const;
export type StepStatus = (typeof stepStatuses)[number];

/** What a task of a case is for: finding out why, making two systems agree again, or correcting data. */
export const taskTypes = ['post_mortem', 'reconcile', 'data_fix'] as const;
export type TaskType = (typeof taskTypes)[number];

/** What a case can lack to be resolved, in the order in which it is told. */
export const closingNeeds = ['passed_checks', 'open_exceptions', 'reconcile_tasks'] as const;
export type ClosingNeed = (typeof closingNeeds)[number];

/** What decided on the owner of a case. `override`: somebody chose it. `escalation`: nobody acted in time. */
export const ownerDeciders = ['default', 'escalation', 'model', 'override', 'rule'] as const;
export type OwnerDecider = (typeof ownerDeciders)[number];

/** Why a case goes to another owner, or keeps the one it has, when rules are asked again. */
export const rerouteReasons = [
	'cooling_down',
	'decision_changed',
	'frozen',
	'same_owner',
	'sticky',
	'undecided',
] as const;
export type RerouteReason = (typeof rerouteReasons)[number];

/** Why a case counts as passed around too much. */
export const thrashSigns = ['changes', 'ping_pong', 'ratio'] as const;
export type ThrashSign = (typeof thrashSigns)[number];

/** What an audit of ownership finds: no owner; nobody who can act; a time limit that passed while nobody was told. */
export const ownerLapses = ['inactive_role', 'no_owner', 'silent_time_limit'] as const;
export type OwnerLapseKind = (typeof ownerLapses)[number];

/** Where in the life of a case checks are made. Only those before closing are asked for by resolving. */
export const qaStages = ['before_routing', 'before_closing', 'after_closing'] as const;
export type QaStage = (typeof qaStages)[number];

/** What one check looks at. */
export const checkTypes = [
	'action_confirmed',
	'api_call_succeeded',
	'condition_is_true',
	'evidence_recorded',
	'field_has_value',
	'happened_recently',
	'two_values_match',
] as const;
export type CheckType = (typeof checkTypes)[number];

/** What it means when a check does not pass. */
export const checkSeverities = ['blocker', 'warn'] as const;
export type CheckSeverity = (typeof checkSeverities)[number];

/** How a check came out. `unknown`: what it needs is missing, unfinished or too old to tell. */
export const checkStatuses = ['pass', 'fail', 'unknown', 'not_applicable'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

/** What a failure is, as far as trying again goes. `retryable_once`: nothing is known of it, so one more attempt may tell. */
export const retryVerdicts = ['retryable', 'retryable_once', 'terminal'] as const;
export type RetryVerdict = (typeof retryVerdicts)[number];

/**
 * Why a step is not tried any more. `attempts_exhausted`: all attempts were made. `data_erased`: what it needs is gone.
 * `no_answer`: nobody said what became of an attempt. `retry_budget_exceeds_ttl`: the next attempt would start after the
 * time limit. `terminal`: trying again would change nothing. `unknown_again`: nothing is known of it still.
 */
export const giveUpCodes = [
	'attempts_exhausted',
	'data_erased',
	'no_answer',
	'retry_budget_exceeds_ttl',
	'terminal',
	'unknown_again',
] as const;
export type GiveUpCode = (typeof giveUpCodes)[number];

/** What happens when nothing is left to try: the backup role gets the case, its owner keeps it, or it has failed. */
export const exhaustions = ['escalate', 'pause', 'fail'] as const;
export type Exhaustion = (typeof exhaustions)[number];

/** Everything that is saved by name and has versions. */
export const definitionKinds = [
	'calendar',
	'checklist',
	'clock_policy',
	'contract',
	'escalation_chain',
	'required_entries',
	'role',
	'rule_set',
] as const;
export type DefinitionKind = (typeof definitionKinds)[number];
