import {
	canonicalize,
	entryId,
	entryTypes,
	findBodyProblem,
	findContentProblem,
	parseCanonical,
	writeEntry,
	type EntryContent,
	type EntryType,
} from '../../../core';

const digest = 'ab'.repeat(32);
const intent = entryId('intent', 0);

const arrival = {
	contract: 'campaign-error',
	contract_digest: `sha256:${digest}`,
	received_at: '2026-01-05T09:00:00.000Z',
	source: 'help-desk',
};
const earlier = { case_id: 'C-0001', first: intent, first_seen_at: '2026-01-05T08:00:00.000Z' };

const comeDue = {
	due_at: '2026-01-05T09:30:00.000Z',
	id: 'C-0001/1/1/1',
	late_seconds: 20,
	notify_at: '2026-01-05T09:30:00.000Z',
	pass: 1,
};

const failed = {
	attempt: 2,
	code: 'ETIMEDOUT',
	expires_at: '2026-01-05T13:00:00.000Z',
	failed_at: '2026-01-05T09:00:00.000Z',
	fallback_role: 'Triage',
	label: 'sys.timeout',
	of: 6,
	reason: 'No answer in time (ETIMEDOUT)',
	round: 1,
	status: 408,
};

/** The fullest facts of every type. */
const facts: Record<EntryType, EntryContent['data']> = {
	'approval.decided': { approved: digest, decision: 'approved', method: 'form', role: 'Lead' },
	'approval.requested': {
		action: 'refund',
		approved: digest,
		approver_role: 'Lead',
		until: '2026-01-06T09:00:00.000Z',
	},
	'case.closed': { from: 'in-progress', resolution: 'fixed', to: 'resolved' },
	'case.opened': { priority: 'high', to: 'queued' },
	'case.absorbed': { case_id: 'C-0002' },
	'case.merged': { from: 'queued', into: 'C-0001', resolution: 'duplicate', to: 'resolved' },
	'case.released': { case_id: 'C-0002' },
	'case.reopened': { from: 'resolved', to: 'queued' },
	'case.updated': {
		changed: ['attributes/plan', 'subject'],
		mode: 'live',
		priority: 'high',
		tags_added: ['vip'],
		tags_removed: ['new'],
	},
	'clocks.repaired': {
		budgets_after: ['14400'],
		budgets_before: ['28800'],
		calendar: 'Berlin',
		clocks: ['resolution'],
		due_after: ['2026-01-05T13:00:00.000Z'],
		due_before: ['none'],
		outcomes_after: ['breached'],
		outcomes_before: ['none'],
		policy: 'Gold',
		policy_version: 2,
	},
	'command.refused': {
		code: 'X',
		command: 'resolve',
		from: 'queued',
		missing: '',
		step: 'A',
		step_from: 'queued',
		step_to: 'skipped',
		task_id: 'C-0001-T1',
		to: 'resolved',
		unmet: ['reconcile_tasks'],
	},
	'connector.intent': {
		connector: 'crm',
		effect: 'write',
		key: 'k',
		method: 'POST',
		stripped: ['cookie'],
		url: '/a/{id}',
	},
	'connector.outcome': { error_class: 'sys.5xx', ms: 12, outcome: 'failed', status: 503, stripped: [] },
	'definition.activated': { effective_from: '2026-01-06T09:00:00.000Z', is_rollback: false, version: 2 },
	'definition.governed': { author_may_review: false, review_required: true },
	'definition.refused': { code: 'DEFINITION_OWN_REVIEW', command: 'review', detail: '', version: 2 },
	'definition.retired': { version: 0 },
	'definition.reviewed': { decision: 'approved', digest: `sha256:${digest}`, version: 2 },
	'definition.saved': { digest: `sha256:${digest}`, version: 2 },
	'exception.acknowledged': { by_role: 'Triage' },
	'exception.assigned': {
		backup_role: 'Support-Lead',
		decided_by: 'escalation',
		due_at: '2026-01-05T17:00:00.000Z',
		from_role: 'Triage',
		owner_role: 'Support-Lead',
	},
	'exception.labelled': { from: 'unknown', label: 'sys.timeout' },
	'exception.carried': { exception_id: 'EX-0001', from_case: 'C-0001', holds_back: false, to_case: 'C-0002' },
	'exception.moved': { from_case: 'C-0001', to_case: 'C-0002' },
	'exception.linked': { exception_id: 'EX-0001', label: 'unknown' },
	'exception.opened': {
		attempts: 1,
		backup_role: 'Support-Lead',
		case_id: 'C-0001',
		checklist: 'Closing',
		due_at: '2026-01-05T13:00:00.000Z',
		execution: '17',
		further_roles: ['Head-of-Support'],
		label: 'unknown',
		line_count: 2,
		node: 'Suppress contact',
		owner_role: 'Triage',
		payload_parts: 1,
		required: ['1'],
		resolution_seconds: 86400,
		resolve_by: '2026-01-06T09:00:00.000Z',
		severity: 'normal',
		stage: 'before_closing',
		stripped: ['item.headers.cookie'],
		trigger_id: intent,
		ttl_seconds: 14400,
		workflow: 'Triage tickets',
	},
	'exception.recurred': { as: 'EX-0002' },
	'exception.redrive_due': { due_at: '2026-01-05T09:01:00.000Z', late_seconds: 12, redrive_count: 1 },
	'exception.redrive_scheduled': { due_at: '2026-01-05T09:01:00.000Z', per_minute: 20, redrive_count: 1 },
	'exception.redriven': { redrive_count: 1 },
	'exception.refused': { code: 'EXCEPTION_GUARD_UNMET', command: 'resolve', missing: ['a root cause'] },
	'exception.repeated': { attempts: 1, severity: 'high' },
	'exception.resolved': { evidence_id: intent, label: 'sys.timeout', resolution: 'fixed' },
	'exception.settled': { exception_id: 'EX-0001', resolution: 'fixed' },
	'exception.ticked': { done: true, lines: ['1'] },
	'log.checkpointed': { root: digest, size: 4 },
	'log.exported': { case_id: 'C-0001', digest, from: 0, kind: 'case', recipient_role: 'Audit', size: 4, to: 3 },
	'log.opened': { origin: 'support-triage/1' },
	'log.pruned': { before: 3, reason: 'retention', root: digest },
	'log.rebuilt': { differing: 0, tables: ['cases'] },
	'log.restored': { origin: 'support-triage/0', reason: 'disk lost', size: 3 },
	'note.added': { topic: 'refund' },
	'notification.sent': { channel: 'mail', outcome: 'ok', target_role: 'Lead', template: 'ttl' },
	'owner.assigned': {
		accountable_role: 'Billing',
		backup_role: '',
		decided_by: 'rule',
		from_role: 'Triage',
		label: '',
		owner_role: 'Billing',
		rule: 'A',
	},
	'owner.lapsed': { exception_id: 'EX-0001', kind: 'no_owner', since: '2026-01-05T09:15:00.000Z' },
	'owner.kept': { cools_down_at: '2026-01-05T09:15:00.000Z', wanted_role: 'Product', why: 'cooling_down' },
	'part.redacted': { basis: 'GDPR 17', c: digest, idx: 1, n: 'command', reason: 'asked', ticket: 'P-1' },
	'qa.evaluated': {
		blocking: ['Customer notified'],
		case_version: 3,
		checklist: 'Closing v2',
		digest: `sha256:${digest}`,
		override_role: 'Lead',
		passed: false,
		score: '3/4',
		stage: 'before_closing',
		warned: [],
	},
	'record.snapshot': { changed: ['/status'], connector: 'crm', moment: 'before', record: 'R-1' },
	'retry.cancelled': { because: 'merged' },
	'retry.due': {
		answer_by: '2026-01-05T10:00:00.000Z',
		attempt: 2,
		data: '0123456789abcdef0123456789abcdef',
		due_at: '2026-01-05T09:00:00.000Z',
		late_seconds: 0,
	},
	'retry.gave_up': { ...failed, target_role: 'Finance-Lead', then: 'escalate', why: 'terminal' },
	'retry.scheduled': {
		...failed,
		answer_seconds: 3600,
		next_at: '2026-01-05T09:00:30.000Z',
		then: 'escalate',
		unknown_count: 0,
		verdict: 'retryable',
	},
	'retry.succeeded': {},
	'state.changed': { from: 'queued', root_cause: 'unknown', to: 'failed' },
	'step.changed': { from: 'queued', step: 'Suppress contact', to: 'completed' },
	'task.completed': { task_id: 'C-0001-T1' },
	'task.opened': {
		due_at: '2026-01-07T09:00:00.000Z',
		owner_role: 'Data',
		task_id: 'C-0001-T1',
		task_type: 'reconcile',
	},
	'thrash.cleared': {},
	'thrash.flagged': { change_count: 2, signs: ['ping_pong'] },
	'throttle.held': { steps: ['a1'], until: '2026-01-05T09:15:00.000Z' },
	'throttle.passed': { count: 2 },
	'throttle.released': { left_out: ['a2'], steps: ['a1'] },
	'timer.acknowledged': { by_role: 'Billing' },
	'timer.active': { by_role: 'Billing', what: 'comment' },
	'timer.exhausted': { ...comeDue, held: true, id: 'C-0001/1/exhausted', target_role: 'Triage' },
	'timer.fired': {
		...comeDue,
		action: 'reassign',
		forced: true,
		held: true,
		is_backup: true,
		kind: 'notify',
		step: 1,
		target_role: 'Billing',
		window_amount: 4,
		window_end_of_day: true,
		window_unit: 'business_hours',
	},
	'timer.forced': {},
	'timer.paused': { by: 'case' },
	'timer.recounted': {
		after_counted_seconds: 60,
		after_due_at: '2025-12-02T12:00:00.000Z',
		after_next_at: '2025-12-02T11:00:00.000Z',
		before_counted_seconds: 0,
		before_due_at: '2025-12-01T12:00:00.000Z',
		before_next_at: '2025-12-01T11:00:00.000Z',
		budget_seconds: 3600,
		by: 'repair',
		calendar: 'Berlin support',
		calendar_version: 2,
		effective_from: '2025-12-01T00:00:00.000Z',
	},
	'timer.resolved': {},
	'timer.resumed': { by: 'command' },
	'timer.skipped': {
		...comeDue,
		action: 'reassign',
		forced: true,
		is_backup: true,
		kind: 'skipped_catchup',
		step: 1,
		target_role: 'Billing',
		window_amount: 4,
		window_end_of_day: true,
		window_unit: 'business_hours',
	},
	'timer.started': {
		backup_role: 'Finance-Lead',
		budget_seconds: 3600,
		calendar: 'Around the clock',
		calendar_version: 1,
		chain: 'standard',
		chain_version: 1,
		owner_role: 'Billing',
		run: 1,
		started_at: '2026-01-05T09:00:00.000Z',
		waits: true,
	},
	'timer.stopped': {},
	'trigger.accepted': {
		...arrival,
		...earlier,
		attempt: 2,
		completes: 'on_open',
		expires_at: '2026-01-12T09:00:00.000Z',
		lease_until: '2026-01-05T10:00:00.000Z',
	},
	'trigger.completed': { case_id: 'C-0001' },
	'trigger.duplicate': { ...arrival, ...earlier, in_progress: true },
	'trigger.linked': { case_id: 'C-0001' },
	'trigger.refused': { ...arrival, ...earlier, label: 'idem.conflict' },
	'trigger.released': { label: 'sys.timeout' },
};

/** Types on a case that begin as those of another trail. */
const caseTypes: readonly EntryType[] = ['exception.carried', 'exception.linked', 'exception.settled'];

/** Id of a trail that takes types which begin so; a case takes all others. */
const trailOf: Record<string, string> = {
	definition: '_rule_set/Billing',
	exception: '_exception/EX-0001',
	log: '_log',
	retry: '_retry/C-0001/Enrich contact',
	throttle: '_throttle/Billing',
	timer: '_timer/C-0001/First response',
	trigger: `_trigger/${'ab'.repeat(16)}`,
};

const contentOf = (type: EntryType, more: Partial<EntryContent> = {}): EntryContent => ({
	v: 1,
	id: entryId('command', 0),
	case: caseTypes.includes(type) ? 'C-0001' : (trailOf[type.split('.')[0]!] ?? 'C-0001'),
	type,
	occurred_at: '2026-01-05T09:00:00.000Z',
	actor: { kind: 'system', id: 'test' },
	...(type === 'connector.outcome' && { refs: [{ id: intent, rel: 'outcome_of' }] }),
	...(type === 'approval.decided' && { refs: [{ id: intent, rel: 'approves' }] }),
	...(/^trigger.(completed|released)$/.test(type) && { refs: [{ id: intent, rel: 'outcome_of' }] }),
	...(type === 'trigger.linked' && { refs: [{ id: intent, rel: 'evidence_for' }] }),
	data: facts[type],
	...more,
});
const sequencing = { at: '2026-01-05T09:00:00.000Z', case_prev: '', case_seq: 0, idx: 1, log: 'log' };
const part = { n: 'request', c: digest, len: 2, ct: 'text/plain', cap: 'raw', cls: 'pii', subj: 'CU-7' } as const;

describe.each(entryTypes)('%s', (type) => {
	test('is kept with its facts, and read back', () => {
		const body = writeEntry(contentOf(type), sequencing);
		expect(findBodyProblem(parseCanonical(Buffer.from(body)))).toBeNull();
	});

	test('is refused with a fact it does not have', () => {
		const content = contentOf(type, { data: { ...facts[type], email: 'ada@example.com' } });
		expect(findContentProblem(content)).toBe('/data/email is not known');
		expect(() => writeEntry(content, sequencing)).toThrow(`An entry of type ${type} cannot be kept: /data/email`);
	});

	test('is refused with any fact of another type', () => {
		for (const key of Object.keys(facts[type])) {
			const content = contentOf(type, { data: { ...facts[type], [key]: null as never } });
			expect(findContentProblem(content)).toMatch(new RegExp(`^/data/${key} must be`));
		}
	});
});

test.each<[string, unknown, string]>([
	['no object', 1, 'it must be an object'],
	['an unknown version', { ...contentOf('note.added'), v: 2 }, "/v must be one of '1'"],
	['an unknown type', { ...contentOf('note.added'), type: 'note.deleted' }, "/type must be one of 'approval.decided'"],
	['an unknown field', { ...contentOf('note.added'), note: '' }, '/note is not known'],
	['a missing field', { ...contentOf('note.added'), actor: { kind: 'system' } }, '/actor/id is missing'],
	[
		'a time without milliseconds',
		{ ...contentOf('note.added'), occurred_at: '2026-01-05T09:00:00Z' },
		'/occurred_at must',
	],
	[
		'a month that there is not',
		{ ...contentOf('note.added'), occurred_at: '2026-13-05T09:00:00.000Z' },
		'/occurred_at',
	],
	[
		'an hour that there is not',
		{ ...contentOf('note.added'), occurred_at: '2026-01-05T24:00:00.000Z' },
		'/occurred_at',
	],
	['a year of six digits', { ...contentOf('note.added'), occurred_at: '+012026-01-05T09:00:00.000Z' }, '/occurred_at'],
	['a case entry on the log', { ...contentOf('note.added'), case: '_log' }, '/case must be a case'],
	['a log entry on a case', { ...contentOf('log.rebuilt'), case: 'C-0001' }, '/case must be the log'],
	['a case entry on a role', { ...contentOf('note.added'), case: '_role/Billing' }, '/case must be a case'],
	['a reserved trail', { ...contentOf('part.redacted'), case: '_other/x' }, "/case begins with '_' and is not known"],
	['a definition without a name', { ...contentOf('definition.saved'), case: '_role/' }, "/case begins with '_'"],
	['an outcome of nothing', { ...contentOf('connector.outcome'), refs: [] }, "/refs/0 must be 'outcome_of'"],
	['a decision on nothing', { ...contentOf('approval.decided'), refs: undefined }, '/refs must be a list'],
	['an unknown relation', { ...contentOf('note.added'), refs: [{ id: intent, rel: 'near' }] }, '/refs/0/rel must be'],
	['33 parts', { ...contentOf('note.added'), parts: Array(33).fill(part) }, '/parts must be a list of at most 32'],
	['one name for two parts', { ...contentOf('note.added'), parts: [part, part] }, '/parts hold one name twice'],
	['a class of its own', { ...contentOf('note.added'), parts: [{ ...part, cls: 'secret' }] }, '/parts/0/cls must be'],
	[
		'a part above 1 MiB',
		{ ...contentOf('note.added'), parts: [{ ...part, len: 2 ** 20 + 1 }] },
		'/parts/0/len must be',
	],
	['a path as a name', { ...contentOf('note.added'), parts: [{ ...part, n: '../x' }] }, '/parts/0/n must be'],
])('%s is refused', (_, content, problem) => {
	expect(findContentProblem(content)).toContain(problem);
});

test.each<[string, object]>([
	['a place of its own', { c: contentOf('note.added'), s: { ...sequencing, idx: -1 } }],
	['no place', { c: contentOf('note.added') }],
	['a third half', { c: contentOf('note.added'), s: sequencing, x: {} }],
	['wrong content', { c: { ...contentOf('note.added'), v: 0 }, s: sequencing }],
])('a body with %s is refused', (_, body) => {
	expect(findBodyProblem(JSON.parse(canonicalize(body)))).not.toBeNull();
});
