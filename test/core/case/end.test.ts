import { maxCaseRedrives, reconcileConflict, type CaseCommand, type ChangeState, type ReopenCase } from '../../../core';
import { assign, GivenCase, opening, resolve, start } from './given';

const fail: ChangeState = { kind: 'change_state', to: 'failed', root_cause: 'sys.timeout' };
const queue: ChangeState = { kind: 'change_state', to: 'queued' };
const reopen: ReopenCase = { kind: 'reopen', reason: 'She was charged again' };
const redrive: CaseCommand = { kind: 'redrive', reason: 'HubSpot answers again' };
const resolved = () => new GivenCase([opening, assign('A'), start, resolve]);

describe('Reopen', () => {
	test('goes on with a case, counts it, and leaves how it ended first', () => {
		const given = resolved().wait(60);
		expect(given.send(reopen)).toEqual({
			outcome: 'accepted',
			entries: [{ type: 'case.reopened', data: { from: 'resolved', to: 'queued' } }],
		});
		const first_resolution = { resolution: 'fixed', at: '2026-01-05T09:00:00.000Z' };
		expect(given.state).toMatchObject({
			state: 'queued',
			reason: 'She was charged again',
			resolution: null,
			resolved_at: null,
			first_resolution,
			reopen_count: 1,
		});
		given.send(start);
		given.check();
		given.send({ kind: 'resolve', resolution: 'workaround' });
		given.send(reopen);
		expect(given.state).toMatchObject({ first_resolution, reopen_count: 2 });
	});

	test.each<[string, GivenCase, ReopenCase, object]>([
		[
			'a case without a reason',
			resolved(),
			{ ...reopen, reason: '' },
			{ code: 'CASE_GUARD_UNMET', message: 'Case C-0001 cannot become Queued without a reason' },
		],
		[
			'a case that is worked on',
			new GivenCase([opening, assign('A'), start]),
			reopen,
			{
				code: 'CASE_TRANSITION_ILLEGAL',
				message: 'Case C-0001 cannot go from In Progress to Queued',
				fix: 'From In Progress a case can go to: Waiting for Systems, Manual Review, Resolved (by Resolve), Failed',
			},
		],
		[
			'a case that failed',
			new GivenCase([opening, fail]),
			reopen,
			{ message: 'Case C-0001 goes from Failed to Queued by Redrive only', fix: 'Use Triage Case: Redrive' },
		],
	])('refuses %s', (_, given, command, refusal) => {
		expect(given.send(command)).toMatchObject({ outcome: 'refused', refusal });
	});
});

describe('Redrive', () => {
	test(`queues a case again that failed, ${maxCaseRedrives} times`, () => {
		const given = new GivenCase([opening, assign('A')]);
		for (let count = 1; count <= maxCaseRedrives; count += 1) {
			given.send(fail);
			given.send(redrive);
			expect(given.state).toMatchObject({ state: 'queued', redrive_count: count, reason: 'HubSpot answers again' });
		}
		given.send(fail);
		expect(given.send(redrive)).toMatchObject({
			outcome: 'refused',
			refusal: {
				code: 'CASE_REDRIVE_LIMIT',
				message: 'Case C-0001 was queued again 3 times after it failed, and failed again',
				fix: 'Change its state to Manual Review, so that a person looks at it',
			},
			entries: [{ type: 'command.refused', data: { command: 'redrive', from: 'failed', to: 'queued' } }],
		});
		expect(given.state).toMatchObject({ state: 'failed', redrive_count: maxCaseRedrives });
	});

	test('is for cases that failed', () => {
		expect(resolved().send(redrive)).toMatchObject({
			refusal: {
				code: 'CASE_TRANSITION_ILLEGAL',
				message: 'Case C-0001 goes from Resolved to Queued by Reopen only',
				fix: 'Use Triage Case: Reopen',
			},
		});
	});
});

test.each([
	['Reopen', resolved()],
	['Redrive', new GivenCase([opening, fail])],
])('a change of state names the operation that it would take: %s', (operation, given) => {
	expect(given.send(queue)).toMatchObject({ outcome: 'refused', refusal: { fix: `Use Triage Case: ${operation}` } });
});

describe('what is to be reconciled after a conflict', () => {
	test('goes to the owner, under a title that is the same when it is tried again', () => {
		const { state } = new GivenCase([opening, assign('Billing'), start]);
		const task = reconcileConflict(state!, 'transfer', 1, 'Triage');
		expect(task).toEqual({
			kind: 'open_task',
			task_type: 'reconcile',
			title: 'Conflicting writes: a transfer',
			owner_role: 'Billing',
			checklist: [
				'See what happened to the case between version 1 and version 3',
				'Decide whether a transfer that was refused still holds, and send it again if it does',
			],
		});
		const given = new GivenCase([opening, assign('Billing'), start, task!]);
		expect(given.send(reconcileConflict(given.state!, 'transfer', 2, 'Triage')!).outcome).toBe('unchanged');
		expect(given.send(resolve).outcome).toBe('refused');
	});

	test('goes to the role of last resort where a case has no owner, and is nothing for a case that is over', () => {
		expect(reconcileConflict(new GivenCase([opening]).state!, 'update', 9, 'Triage')).toMatchObject({
			owner_role: 'Triage',
		});
		expect(reconcileConflict(resolved().state!, 'update', 1, 'Triage')).toBeNull();
	});
});
