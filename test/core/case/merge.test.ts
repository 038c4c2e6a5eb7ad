import {
	judgeTrail,
	maxAbsorbed,
	type CaseCommand,
	type MergeCase,
	type OpenTask,
	type TriageCase,
} from '../../../core';
import { assign, GivenCase, opening, resolve, start } from './given';

const merge = (more: Partial<MergeCase> = {}): MergeCase => ({
	kind: 'merge',
	into: 'C-0009',
	reason: 'The same charge',
	...more,
});
const survivor = (more: Partial<TriageCase> = {}): TriageCase => ({
	...new GivenCase([opening]).state!,
	case_id: 'C-0009',
	...more,
});
const reopen: CaseCommand = { kind: 'reopen', reason: 'Two charges after all' };
const reconcile: OpenTask = { kind: 'open_task', task_type: 'reconcile', title: 'Agree', owner_role: 'Billing' };
const fail: CaseCommand = { kind: 'change_state', to: 'failed', root_cause: 'sys.timeout' };
const wait: CaseCommand = { kind: 'change_state', to: 'waiting-for-systems', systems: ['CRM'], ttl_seconds: 60 };
const review: CaseCommand = {
	kind: 'change_state',
	to: 'manual-review',
	reviewer_role: 'Lead',
	checklist: ['Look'],
	ttl_seconds: 60,
};

test.each<[string, CaseCommand[]]>([
	['queued', [opening]],
	['in-progress', [opening, assign('A'), start]],
	['waiting-for-systems', [opening, assign('A'), start, wait]],
	['manual-review', [opening, review]],
	['failed', [opening, fail]],
])('a case that is %s ends as a duplicate, without checks, and names the case that goes on', (from, before) => {
	const given = new GivenCase(before);
	expect(given.send(merge(), survivor())).toEqual({
		outcome: 'accepted',
		entries: [{ type: 'case.merged', data: { from, into: 'C-0009', resolution: 'duplicate', to: 'resolved' } }],
	});
	expect(given.state).toMatchObject({
		state: 'resolved',
		resolution: 'duplicate',
		merged_into: 'C-0009',
		reason: 'The same charge',
		resolved_at: given.now,
		waiting: null,
		review: null,
		root_cause: null,
		first_resolution: null,
	});
	expect(given.send(merge(), survivor())).toEqual({ outcome: 'unchanged' });
});

test('being reopened takes a merge back: nothing was confirmed, and nothing counts as reopened', () => {
	const given = new GivenCase([opening, assign('A'), start]);
	given.send(merge(), survivor());
	expect(given.send(reopen)).toMatchObject({ entries: [{ type: 'case.reopened' }] });
	expect(given.state).toMatchObject({ state: 'queued', merged_into: null, resolution: null, reopen_count: 0 });
	given.send(start);
	given.check();
	given.send(resolve);
	expect(given.state).toMatchObject({ first_resolution: { resolution: 'fixed' }, reopen_count: 0 });
});

test('a resolved case can go on for another: its outcome is that of both', () => {
	const given = new GivenCase([opening]);
	expect(given.send(merge(), survivor({ state: 'resolved' }))).toMatchObject({ outcome: 'accepted' });
});

test('a surviving case that has changed since somebody decided on it absorbs nothing, and nothing is written', () => {
	const given = new GivenCase([opening]);
	const changed = survivor({ version: 4 });
	for (const into_version of [3, 5]) {
		expect(given.send(merge({ into_version }), changed)).toEqual({
			outcome: 'refused',
			refusal: {
				code: 'CASE_VERSION_CONFLICT',
				message: `Case C-0009 is at version 4, not ${into_version}`,
				fix: 'Get the case again and decide on what it holds now',
			},
			entries: [],
		});
	}
	expect(given.send(merge({ into_version: 4 }), changed)).toMatchObject({ outcome: 'accepted' });
});

const merged = () => {
	const given = new GivenCase([opening, assign('A')]);
	given.send(merge(), survivor());
	return given;
};

test.each<[string, () => GivenCase, CaseCommand, TriageCase, object]>([
	[
		'into nothing',
		() => new GivenCase([opening]),
		merge({ into: '' }),
		survivor(),
		{ code: 'CASE_GUARD_UNMET', message: 'Case C-0001 cannot be merged without a surviving case' },
	],
	[
		'without a reason',
		() => new GivenCase([opening]),
		merge({ reason: '' }),
		survivor(),
		{
			code: 'CASE_GUARD_UNMET',
			message: 'Case C-0001 cannot be merged without a reason',
			fix: 'Set a reason in the node',
		},
	],
	[
		'into itself',
		() => new GivenCase([opening]),
		merge({ into: 'C-0001' }),
		survivor(),
		{
			code: 'CASE_MERGE_ILLEGAL',
			message: 'Case C-0001 cannot be merged into itself',
			fix: 'Name the case that goes on',
		},
	],
	[
		'into a case that is merged itself',
		() => new GivenCase([opening]),
		merge(),
		survivor({ state: 'resolved', merged_into: 'C-0003' }),
		{
			code: 'CASE_MERGE_ILLEGAL',
			message: 'Case C-0001 cannot be merged into C-0009, which was merged into C-0003 itself',
			fix: 'Merge it into C-0003',
		},
	],
	[
		'into a case that holds as many as it can',
		() => new GivenCase([opening]),
		merge(),
		survivor({ absorbed: Array.from({ length: maxAbsorbed }, (_, index) => `C-${index + 100}`) }),
		{
			code: 'CASE_GUARD_UNMET',
			message: 'Case C-0009 has 100 cases merged into it, and none can be added',
			fix: 'Merge case C-0009 into another one, and this case into that one',
		},
	],
	[
		'with something to reconcile',
		() => new GivenCase([opening, assign('A'), reconcile]),
		merge(),
		survivor(),
		{
			code: 'CASE_GUARD_UNMET',
			message: 'Case C-0001 cannot be merged without completing what is to be reconciled (C-0001-T1)',
			fix: 'Make the systems agree and complete the task with Triage Case: Complete Task',
		},
	],
	[
		'of a case that is resolved',
		() => new GivenCase([opening, assign('A'), start, resolve]),
		merge(),
		survivor(),
		{ code: 'CASE_RESOLVED', message: 'Case C-0001 is Resolved and cannot be merged' },
	],
	[
		'of a case that is merged into another one',
		merged,
		merge({ into: 'C-0004' }),
		survivor({ case_id: 'C-0004' }),
		{
			code: 'CASE_RESOLVED',
			message: 'Case C-0001 was merged into C-0009 and cannot be merged',
			fix: 'Work on case C-0009, or take the merge back with Triage Case: Reopen',
		},
	],
	[
		'no more: an update of what is merged',
		merged,
		{ kind: 'update', priority: 'urgent' },
		survivor(),
		{ code: 'CASE_RESOLVED', message: 'Case C-0001 was merged into C-0009 and cannot be changed' },
	],
	[
		'no more: a change of its state',
		merged,
		start,
		survivor(),
		{
			code: 'CASE_TRANSITION_ILLEGAL',
			message: 'Case C-0001 was merged into C-0009 and cannot become In Progress',
			fix: 'Work on case C-0009, or take the merge back with Triage Case: Reopen',
		},
	],
])('refuses to merge %s', (_, given, command, other, refusal) => {
	const one = given();
	const before = one.state!;
	const decision = one.send(command, other);
	expect(decision).toMatchObject({ outcome: 'refused', refusal });
	if (decision.outcome === 'refused') expect(decision.entries[0]).toMatchObject({ type: 'command.refused' });
	expect(one.state).toEqual({ ...before, version: before.version + 1, updated_at: one.now });
});

test('what is to be reconciled has to be done where it was opened, and exceptions do not wait', () => {
	const given = new GivenCase([opening, assign('A'), reconcile]);
	given.replay([
		{
			id: 'x',
			type: 'exception.linked',
			case_id: 'C-0001',
			case_seq: 3,
			at: given.now,
			actor: { kind: 'system', id: 's' },
			data: { exception_id: 'EX-0001', label: 'unknown' },
			command: null,
		},
	]);
	expect(given.send(merge(), survivor())).toMatchObject({
		refusal: {
			message: 'Case C-0001 cannot be merged without completing what is to be reconciled (C-0001-T1)',
		},
	});
});

test('the trail of a merged case is complete without an owner or checks', () => {
	const types = (...names: string[]) => names.map((type) => ({ type }));
	expect(judgeTrail(types('case.opened', 'case.merged'), [])).toEqual({
		verdict: 'complete',
		missing: [],
		dangling: [],
	});
	expect(judgeTrail(types('case.opened', 'connector.intent', 'case.merged'), ['e-1']).verdict).toBe('incomplete');
	expect(judgeTrail(types('case.opened', 'case.merged', 'case.reopened'), []).verdict).toBe('open');
});
