import fc from 'fast-check';

import {
	canonicalize,
	caseStates,
	checkSeverities,
	checkStatuses,
	decideCase,
	evolveCase,
	qaStages,
	maxCaseRedrives,
	readCaseFields,
	readCaseUpdate,
	rootCauseLabels,
	stepStatuses,
	stepTransitions,
	taskTypes,
	transitions,
	type CaseCommand,
	type CaseDecision,
	type CaseState,
	type ChangeState,
	type RecordedEntry,
	type TriageCase,
} from '../../../core';
import { checkResult, evaluation } from './given';

type Entry = RecordedEntry<CaseCommand>;

const now = '2026-01-05T09:00:00.000Z';
const actor = { kind: 'workflow', id: 'wf1' } as const;
const opening: CaseCommand = { kind: 'open', fields: readCaseFields({ source: 'desk', ticket_id: 'T-1' }) };
const owner: CaseCommand = {
	kind: 'assign_owner',
	owner_role: 'Billing',
	backup_role: null,
	decided_by: 'default',
	rule: null,
	reason: 'No rule matched',
	label: 'route.no_match',
};

/** What a log makes of a decision. */
function record(state: TriageCase | null, command: CaseCommand, decision: CaseDecision): Entry[] {
	if (decision.outcome === 'unchanged') return [];
	return decision.entries.map(({ type, data }, ordinal) => ({
		id: `entry-${ordinal}`,
		type,
		case_id: 'C-0001',
		case_seq: (state?.version ?? 0) + ordinal,
		at: now,
		actor,
		data,
		command: ordinal === 0 ? command : null,
	}));
}
/** Another case, into which one can be merged. */
const survivor: TriageCase = {
	...record(null, opening, decideCase(null, opening, now)).reduce<TriageCase | null>(evolveCase, null)!,
	case_id: 'C-0009',
};
const decided = (state: TriageCase | null, command: CaseCommand, version?: number) =>
	decideCase(state, command, now, version, { survivor });
const recordedBy = (state: TriageCase | null, command: CaseCommand) => record(state, command, decided(state, command));

const run = (state: TriageCase | null, command: CaseCommand, version?: number) => {
	const decision = decided(state, command, version);
	const after = record(state, command, decision).reduce<TriageCase | null>(evolveCase, state);
	return { decision, state: after! };
};
/** The case after commands; where it was resolved, its checks had passed. */
const given = (...commands: CaseCommand[]) =>
	commands.reduce<TriageCase | null>((state, command) => {
		const checked = command.kind === 'resolve' ? run(state, evaluation(state!.version)).state : state;
		return run(checked, command).state;
	}, null)!;

const moves: Record<Exclude<CaseState, 'resolved'>, ChangeState> = {
	queued: { kind: 'change_state', to: 'queued' },
	'in-progress': { kind: 'change_state', to: 'in-progress', reason: 'Started' },
	'waiting-for-systems': { kind: 'change_state', to: 'waiting-for-systems', systems: ['CRM'], ttl_seconds: 60 },
	'manual-review': {
		kind: 'change_state',
		to: 'manual-review',
		reviewer_role: 'Lead',
		checklist: ['Look'],
		ttl_seconds: 60,
	},
	failed: { kind: 'change_state', to: 'failed', root_cause: 'sys.timeout' },
};
const resolve: CaseCommand = { kind: 'resolve', resolution: 'fixed' };
const reopen: CaseCommand = { kind: 'reopen', reason: 'Again' };
const redrive: CaseCommand = { kind: 'redrive' };
function moveTo(state: CaseState, from: CaseState): CaseCommand {
	if (state === 'resolved') return resolve;
	if (state !== 'queued') return moves[state];
	return from === 'failed' ? redrive : reopen;
}

/** A way to each state that only uses legal changes. */
const wayTo: Record<CaseState, CaseCommand[]> = {
	queued: [],
	'in-progress': [moves['in-progress']],
	'waiting-for-systems': [moves['in-progress'], moves['waiting-for-systems']],
	'manual-review': [moves['manual-review']],
	resolved: [moves['in-progress'], resolve],
	failed: [moves.failed],
};

describe.each(caseStates)('a case that is %s', (from) => {
	const way = given(opening, owner, ...wayTo[from]);
	const before = from === 'resolved' ? way : run(way, evaluation(way.version)).state;

	test.each(caseStates)(`to %s`, (to) => {
		const { decision, state } = run(before, moveTo(to, from));
		if (transitions[from].includes(to)) {
			expect(decision.outcome).toBe('accepted');
			expect(state).toMatchObject({ state: to, version: before.version + 1 });
			return;
		}
		expect(decision).toMatchObject({
			outcome: 'refused',
			refusal: { code: 'CASE_TRANSITION_ILLEGAL' },
			entries: [{ type: 'command.refused', data: { from, to } }],
		});
		expect(state).toEqual({ ...before, version: before.version + 1 });
	});
});

test('the legal changes are those of the operating model', () => {
	expect(transitions).toEqual({
		queued: ['in-progress', 'manual-review', 'failed'],
		'in-progress': ['waiting-for-systems', 'manual-review', 'resolved', 'failed'],
		'waiting-for-systems': ['in-progress', 'manual-review', 'failed'],
		'manual-review': ['in-progress', 'resolved', 'failed'],
		resolved: ['queued'],
		failed: ['queued', 'manual-review'],
	});
});

test.each<[string, TriageCase, CaseCommand]>([
	['an owner role', given(opening), moves['in-progress']],
	[
		'the systems it waits for',
		given(opening, owner, moves['in-progress']),
		{ ...moves['waiting-for-systems'], systems: [] },
	],
	['a time limit', given(opening, owner, moves['in-progress']), { ...moves['waiting-for-systems'], ttl_seconds: 0 }],
	['a time limit', given(opening), { ...moves['manual-review'], ttl_seconds: 11 * 365 * 86_400 }],
	['a reviewer role', given(opening), { ...moves['manual-review'], reviewer_role: '' }],
	['a checklist', given(opening), { ...moves['manual-review'], checklist: [] }],
	['a time limit', given(opening), { ...moves['manual-review'], ttl_seconds: undefined }],
	['a root-cause label', given(opening), { ...moves.failed, root_cause: undefined }],
])('a change of state without %s is refused', (missing, state, command) => {
	const { decision, state: after } = run(state, command);
	expect(decision).toMatchObject({ outcome: 'refused', refusal: { code: 'CASE_GUARD_UNMET' } });
	expect(decision.outcome === 'refused' && decision.refusal.message).toMatch(new RegExp(`without ${missing}$`));
	expect(after.state).toBe(state.state);
});

test('going to the state a case is in is told as such', () => {
	const { decision } = run(given(opening, owner, moves['in-progress']), moves['in-progress']);
	expect(decision).toMatchObject({
		refusal: {
			message: 'Case C-0001 is In Progress already',
			fix: 'From In Progress a case can go to: Waiting for Systems, Manual Review, Resolved (by Resolve), Failed',
		},
	});
});

test('a waiting case says until when, and forgets it when it goes on', () => {
	const waiting = given(opening, owner, moves['in-progress'], moves['waiting-for-systems']);
	expect(waiting.waiting).toEqual({ systems: ['CRM'], until: '2026-01-05T09:01:00.000Z' });
	expect(run(waiting, moves['in-progress']).state.waiting).toBeNull();
});

test('a command on another version than the case has writes nothing', () => {
	const before = given(opening, owner);
	const { decision } = run(before, moves['in-progress'], 1);
	expect(decision).toEqual({
		outcome: 'refused',
		entries: [],
		refusal: {
			code: 'CASE_VERSION_CONFLICT',
			message: 'Case C-0001 is at version 2, not 1',
			fix: 'Get the case again and decide on what it holds now',
		},
	});
	expect(run(before, moves['in-progress'], 2).decision.outcome).toBe('accepted');
});

test('an owner stays for rules, and gives way to an escalation', () => {
	const owned = given(opening, owner);
	const again: CaseCommand = { ...owner, owner_role: 'Lead', decided_by: 'rule' };
	expect(run(owned, again).decision.outcome).toBe('unchanged');
	const escalated: CaseCommand = { ...owner, owner_role: 'Lead', decided_by: 'escalation', reason: 'Step 2 was due' };
	const { state } = run(owned, escalated);
	expect(state.owner).toMatchObject({ role: 'Lead', decided_by: 'escalation', reason: 'Step 2 was due' });
	expect(run(state, escalated).decision.outcome).toBe('unchanged');
});

test('only opening is possible before there is a case', () => {
	expect(() => decideCase(null, owner, now)).toThrow(RangeError);
});

test('a case whose commands were erased keeps its states and loses its fields', () => {
	const erased = (type: Entry['type'], case_seq: number, data: Entry['data']): Entry => ({
		id: `erased-${case_seq}`,
		actor,
		type,
		case_id: 'C-0001',
		case_seq,
		at: now,
		data,
		command: null,
	});
	const state = [
		erased('case.opened', 0, { priority: 'high', to: 'queued' }),
		erased('owner.assigned', 1, {
			owner_role: 'Billing',
			backup_role: '',
			decided_by: 'rule',
			rule: 'A',
			label: '',
		}),
		erased('case.closed', 2, { from: 'in-progress', resolution: 'fixed', to: 'resolved' }),
	].reduce<TriageCase | null>(evolveCase, null)!;
	expect(state).toMatchObject({
		state: 'resolved',
		resolution: 'fixed',
		priority: 'high',
		subject: null,
		source: 'erased',
		ticket_id: 'C-0001',
		owner: { role: 'Billing', backup_role: null, rule: 'A', reason: '' },
	});
});

test('no sequence of commands reaches an illegal state, and every trail folds to the same case', () => {
	const anyCommand: fc.Arbitrary<CaseCommand> = fc.oneof(
		fc.constantFrom<CaseCommand>(opening, owner, resolve, reopen, { ...reopen, reason: '' }, redrive),
		fc.record({
			kind: fc.constant('merge' as const),
			into: fc.constantFrom('', 'C-0001', survivor.case_id, survivor.case_id),
			reason: fc.constantFrom('', 'The same charge', 'The same charge'),
		}),
		fc.record({
			kind: fc.constant('transfer' as const),
			owner_role: fc.constantFrom('', 'Billing', 'Product', 'Sales'),
			backup_role: fc.constantFrom(null, 'Lead'),
			reason: fc.constantFrom('', 'They know it'),
		}),
		fc
			.record({
				owner_role: fc.constantFrom('Billing', 'Product'),
				decided_by: fc.constantFrom('rule', 'model', 'escalation'),
				label: fc.constantFrom(undefined, 'route.no_match'),
				reroute: fc.constantFrom(undefined, {}, { cooldown_seconds: 0 }),
			})
			.map((more) => ({ ...owner, ...more }) as CaseCommand),
		fc.record({
			kind: fc.constant('set_step' as const),
			step: fc.constantFrom('', 'Suppress', 'Tell billing'),
			status: fc.constantFrom(...stepStatuses),
		}),
		fc.record({
			kind: fc.constant('open_task' as const),
			task_type: fc.constantFrom(...taskTypes),
			title: fc.constantFrom('', 'CRM', 'Billing'),
			owner_role: fc.constantFrom('', 'Data'),
		}),
		fc.record({
			kind: fc.constant('complete_task' as const),
			task_id: fc.constantFrom('', ...[1, 2, 3, 4, 5].map((number) => `C-0001-T${number}`)),
			note: fc.constantFrom('', 'Done'),
		}),
		fc
			.record({
				fields: fc.constantFrom({}, { priority: 'urgent' }, { subject: 'Charged twice' }, { subject: null }),
				attributes: fc.constantFrom({}, { plan: 'gold' }, { plan: null }),
				add_tags: fc.subarray(['a', 'b']),
				remove_tags: fc.subarray(['b', 'c']),
			})
			.map(readCaseUpdate),
		fc.record({
			kind: fc.constant('change_state' as const),
			to: fc.constantFrom(...caseStates.filter((state) => state !== 'resolved')),
			systems: fc.array(fc.constantFrom('CRM', 'Billing'), { maxLength: 2 }),
			checklist: fc.array(fc.constant('Look'), { maxLength: 1 }),
			reviewer_role: fc.constantFrom('', 'Lead'),
			ttl_seconds: fc.nat(100),
			root_cause: fc.constantFrom(...rootCauseLabels),
		}),
	);
	const anyEvaluation = fc
		.record({
			age: fc.constantFrom(0, 0, 0, 1),
			stage: fc.constantFrom(...qaStages, 'before_closing' as const),
			status: fc.constantFrom(...checkStatuses, 'pass' as const),
			severity: fc.constantFrom(...checkSeverities),
			override: fc.constantFrom(undefined, { role: 'Lead', reason: 'The customer agreed' }, { role: '', reason: '' }),
			warnings_block: fc.boolean(),
		})
		.map(({ age, status, severity, ...more }) => ({ version }: TriageCase): CaseCommand => {
			const checks = [checkResult('Told', { status, severity })];
			return evaluation(version - age, { ...more, checks });
		});
	const anyMove = fc.oneof(
		{ weight: 4, arbitrary: anyCommand.map((command) => () => command) },
		{ weight: 1, arbitrary: anyEvaluation },
	);
	// An attempt to close a case, with or without something in between: few sequences would come there by chance.
	const anyAttempt = fc
		.tuple(anyEvaluation, fc.option(anyMove, { freq: 3 }))
		.map(([check, between]) => [
			() => owner,
			() => moves['in-progress'],
			check,
			...(between === null ? [] : [between]),
			() => resolve,
		]);
	const anyMoves = fc
		.array(fc.oneof({ weight: 9, arbitrary: anyMove.map((move) => [move]) }, { weight: 1, arbitrary: anyAttempt }), {
			maxLength: 25,
		})
		.map((each) => each.flat());
	let closed = 0;
	let merged = 0;
	fc.assert(
		fc.property(anyMoves, (movesOfCase) => {
			let state = given(opening);
			const trail: Entry[] = recordedBy(null, opening);
			for (const move of movesOfCase) {
				const before = state;
				const command = move(before);
				const earlier = [...trail];
				trail.push(...recordedBy(before, command));
				({ state } = run(before, command));
				const isMerged = state.merged_into !== null && before.merged_into === null;
				if (isMerged) {
					merged += 1;
					expect(command).toMatchObject({ kind: 'merge', into: survivor.case_id, reason: 'The same charge' });
					expect(before.open_exceptions).toEqual([]);
				}
				if (state.state === 'resolved' && before.state !== 'resolved' && !isMerged) {
					closed += 1;
					const isCheck = ({ type, data }: Entry) => type === 'qa.evaluated' && data.stage === 'before_closing';
					const last = earlier.findLastIndex(isCheck);
					expect(last).toBeGreaterThan(0);
					const { data } = earlier[last]!;
					expect(data.passed === true || data.override_role === 'Lead').toBe(true);
					const changes = ['case.updated', 'owner.assigned', 'state.changed', 'step.changed', 'case.reopened'];
					expect(earlier.slice(last).filter(({ type }) => changes.includes(type))).toEqual([]);
					expect(data.case_version).toBeLessThanOrEqual(last);
				}
				if (state.state !== before.state && !isMerged) expect(transitions[before.state]).toContain(state.state);
				if (state.merged_into !== null) expect(state).toMatchObject({ state: 'resolved', resolution: 'duplicate' });
				if (state.state === 'in-progress') expect(state.owner).not.toBeNull();
				for (const [index, { name, status }] of state.steps.entries()) {
					const earlier = before.steps[index] ?? { name, status };
					expect(earlier.name).toBe(name);
					if (earlier.status !== status) expect(stepTransitions[earlier.status]).toContain(status);
				}
				for (const { task_id, status, type, title } of state.tasks) {
					const earlier = before.tasks.find((task) => task.task_id === task_id);
					expect(earlier ?? { status: 'open', type, title }).toMatchObject({ type, title });
					if (earlier?.status === 'completed') expect(status).toBe('completed');
					if (before.state === 'resolved' && earlier === undefined) expect(type).toBe('post_mortem');
				}
				expect(state.tasks.length).toBeGreaterThanOrEqual(before.tasks.length);
				const toReconcile = state.tasks.filter(({ type, status }) => type === 'reconcile' && status === 'open');
				if (state.state === 'resolved') expect(toReconcile).toEqual([]);
				const [isReopened, isRedriven] = (['resolved', 'failed'] as const).map(
					(from) => before.state === from && state.state === 'queued',
				);
				expect(state.reopen_count).toBe(before.reopen_count + (isReopened && before.merged_into === null ? 1 : 0));
				expect(state.redrive_count).toBe(before.redrive_count + (isRedriven ? 1 : 0));
				expect(state.redrive_count).toBeLessThanOrEqual(maxCaseRedrives);
				expect(before.first_resolution ?? state.first_resolution).toEqual(state.first_resolution);
				if (state.state === 'resolved' && state.merged_into === null) {
					expect(state.first_resolution).not.toBeNull();
				}
				// Nothing of a resolved case changes but that it is opened again, gets the first owner it ever had, or a task.
				if (before.state === 'resolved' && state.state === 'resolved' && before.owner !== null) {
					const { version: _version, updated_at: _at, tasks: _tasks, qa: _qa, ...rest } = before;
					expect(state).toMatchObject(rest);
				}
				expect(state.accountable_role !== null).toBe(state.owner !== null);
				expect(before.accountable_role ?? state.accountable_role).toBe(state.accountable_role);
				expect(state.waiting !== null).toBe(state.state === 'waiting-for-systems');
				expect(state.review !== null).toBe(state.state === 'manual-review');
				expect(state.root_cause !== null).toBe(state.state === 'failed');
				expect(state.resolved_at !== null).toBe(state.state === 'resolved');
				expect(() => canonicalize(state)).not.toThrow();
			}
			expect(trail.reduce<TriageCase | null>(evolveCase, null)).toEqual(state);
			expect(trail.map(({ case_seq }) => case_seq)).toEqual(trail.map((_, index) => index));
		}),
		{ numRuns: 10_000 },
	);
	expect(closed).toBeGreaterThan(500);
	expect(merged).toBeGreaterThan(500);
});
