import { storeOfNodes } from '../harness/stores';
import { checkCase, closeCase, context, owner } from '../storage/subject';
import { startOf } from '../storage/timers';
import { autoMap, caseOf, onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const waitingFor = (systems: string) => ({
	newState: 'waiting-for-systems',
	systems,
	limitAmount: 1,
	limitUnit: 'hours',
});

describe('Change State and Resolve', () => {
	const redrive = async (caseId: string, more: object = {}) =>
		await run('redrive', onCase(caseId, { reason: '', ...more }), [{ mine: 1 }]);
	const change = async (caseId: string, newState: string, more: object = {}) =>
		await run('changeState', onCase(caseId, { newState, reason: 'Because', ...more }), [{ mine: 1 }]);

	test('walks a case through manual review to resolved', async () => {
		const { case_id } = await openOne();
		const review = {
			reviewerRole: { __rl: true, mode: 'name', value: 'Lead' },
			checklist: 'Charge confirmed\n\n  Contact told  ',
			limitAmount: 1.5,
			limitUnit: 'hours',
		};
		const [reviewed] = (await change(case_id, 'manual-review', review)).items('Case');
		const record = caseOf(reviewed)!;
		expect(record).toMatchObject({
			state: 'manual-review',
			reason: 'Because',
			review: { reviewer_role: 'Lead', checklist: ['Charge confirmed', 'Contact told'] },
		});
		expect(Date.parse(record.review!.until) - Date.parse(record.updated_at)).toBe(5_400_000);

		const early = await run('resolve', onCase(case_id, { resolution: 'fixed' }), [{}]);
		expect(early.items('Case', 1)[0]?.json.triage).toMatchObject({
			case: { state: 'manual-review' },
			refusal: {
				code: 'CASE_GUARD_UNMET',
				message: expect.stringMatching(/without passed checks before closing$/) as string,
			},
		});
		await checkCase(await storeOfNodes(), case_id);
		const done = await run('resolve', onCase(case_id, { resolution: 'duplicate', note: 'Same as C-1' }), [{}]);
		expect(caseOf(done.items('Case')[0])).toMatchObject({
			state: 'resolved',
			resolution: 'duplicate',
			reason: 'Same as C-1',
			version: 5,
		});
	});

	test('Q1: a change that is not allowed leaves by Conflict, with the item and the reason', async () => {
		const { case_id } = await openOne();
		const result = await run('resolve', onCase(case_id, { resolution: 'fixed' }), [{ mine: 1 }]);
		expect(result.items('Case', 0)).toEqual([]);
		expect(result.items('Case', 1)).toMatchObject([
			{
				pairedItem: { item: 0 },
				json: {
					mine: 1,
					triage: {
						case_id,
						case: { state: 'queued' },
						refusal: {
							code: 'CASE_TRANSITION_ILLEGAL',
							message: `Case ${case_id} cannot go from Queued to Resolved`,
						},
					},
				},
			},
		]);
		expect(result.nodes.Case?.[0]?.hints[0]?.message).toBe(
			`1 item changed nothing: Case ${case_id} cannot go from Queued to Resolved`,
		);
	});

	test('Q4: an old expected version leaves by Conflict and writes nothing of the change', async () => {
		const { case_id } = await openOne();
		await change(case_id, 'failed', { rootCause: 'sys.timeout' });
		const late = await redrive(case_id, { options: { expectedVersion: '1', onConflict: 'conflictOnly' } });
		expect(late.items('Case')).toEqual([]);
		expect(late.items('Case', 1)[0]?.json.triage).toMatchObject({
			case: { state: 'failed', version: 2, tasks: [] },
			refusal: { code: 'CASE_VERSION_CONFLICT' },
		});
		const right = await redrive(case_id, { options: { expectedVersion: 2 } });
		expect(caseOf(right.items('Case')[0])).toMatchObject({ state: 'queued', root_cause: null, redrive_count: 1 });
	});

	test('a conflict opens one task to reconcile, which keeps the case from being resolved', async () => {
		const { case_id } = await openOne();
		const store = await storeOfNodes();
		await store.execute({ case_id }, owner, context());
		await change(case_id, 'in-progress');
		const late = await change(case_id, 'failed', { rootCause: 'unknown', options: { expectedVersion: 1 } });
		const [item] = late.items('Case', 1);
		expect(late.items('Case')).toEqual([]);
		expect(item).toMatchObject({
			pairedItem: { item: 0 },
			json: {
				triage: {
					task: { task_id: `${case_id}-T1`, type: 'reconcile', status: 'open', owner_role: 'Billing' },
					case: { state: 'in-progress', version: 4 },
					refusal: { code: 'CASE_VERSION_CONFLICT', message: `Case ${case_id} is at version 3, not 1` },
				},
			},
		});
		await change(case_id, 'failed', { rootCause: 'unknown', options: { expectedVersion: 2 } });
		expect((await store.getCase(case_id))?.tasks).toHaveLength(1);
		const resolve = async () => await run('resolve', onCase(case_id, { resolution: 'fixed' }), [{}]);
		expect((await resolve()).items('Case', 1)[0]?.json.triage).toMatchObject({
			refusal: {
				message: expect.stringContaining(`without completing what is to be reconciled (${case_id}-T1)`) as string,
			},
		});
		const done = { resource: 'task', taskId: `${case_id}-T1`, note: 'The other write is right' };
		await run('complete', onCase(case_id, done), [{}]);
		await checkCase(store, case_id);
		expect(caseOf((await resolve()).items('Case')[0])?.state).toBe('resolved');
		const over = await change(case_id, 'failed', { rootCause: 'unknown', options: { expectedVersion: 1 } });
		expect(over.items('Case', 1)[0]?.json.triage).toMatchObject({ case: { state: 'resolved' } });
		expect((await store.getCase(case_id))?.tasks).toHaveLength(1);
	});

	test('Reopen goes on with a resolved case, and names the timers that ended with it', async () => {
		const { case_id } = await openOne();
		const store = await storeOfNodes();
		await store.execute({ case_id }, owner, context());
		await change(case_id, 'in-progress');
		const timer = { case_id, name: 'First response' };
		await store.executeTimer(timer, startOf(), context());
		await closeCase(store, case_id);
		const reopened = await run('reopen', onCase(case_id, { reason: 'Charged again' }), [{ mine: 1 }]);
		expect(reopened.items('Case')).toMatchObject([
			{
				json: {
					mine: 1,
					triage: {
						ended_timers: ['First response'],
						case: {
							state: 'queued',
							reopen_count: 1,
							first_resolution: { resolution: 'fixed' },
							reason: 'Charged again',
						},
					},
				},
			},
		]);
		expect((await store.getTimer(timer))?.state).toBe('resolved');
		const again = await run('reopen', onCase(case_id, { reason: 'Again' }), [{ mine: 1 }]);
		expect(again.items('Case', 1)[0]?.json.triage).toMatchObject({ refusal: { code: 'CASE_TRANSITION_ILLEGAL' } });
	});

	test('Merge ends a case in favour of another one, and Reopen takes it back', async () => {
		const [{ case_id }, other] = [await openOne(), await openOne()];
		const store = await storeOfNodes();
		const timer = { case_id, name: 'First response' };
		await store.executeTimer(timer, startOf(), context());
		const into = (survivingCaseId: unknown, more: object = {}) =>
			onCase(case_id, { survivingCaseId, reason: 'The same charge', ...more });
		const itself = await run('merge', into(case_id), [{ mine: 1 }]);
		expect(itself.items('Case', 1)).toMatchObject([
			{
				pairedItem: { item: 0 },
				json: { mine: 1, triage: { refusal: { code: 'CASE_MERGE_ILLEGAL' }, surviving_case: null } },
			},
		]);
		const missing = await run('merge', into('C-9999'), [{}]);
		expect(missing.error?.message).toContain("There is no case 'C-9999'");

		const merged = await run('merge', into(` ${other.case_id} `), [{ mine: 1 }]);
		expect(merged.items('Case')).toMatchObject([
			{
				pairedItem: { item: 0 },
				json: {
					mine: 1,
					triage: {
						case_id,
						case: { state: 'resolved', resolution: 'duplicate', merged_into: other.case_id },
						surviving_case: { case_id: other.case_id, state: 'queued', absorbed: [case_id] },
					},
				},
			},
		]);
		const third = await openOne();
		const again = await run('merge', into(third.case_id), [{}]);
		expect(again.items('Case', 1)[0]?.json.triage).toMatchObject({
			refusal: { code: 'CASE_RESOLVED' },
			surviving_case: { case_id: other.case_id },
		});
		const reopened = await run('reopen', onCase(case_id, { reason: 'Two charges' }), [{}]);
		expect(reopened.items('Case')[0]?.json.triage).toMatchObject({
			ended_timers: ['First response'],
			case: { state: 'queued', merged_into: null, reopen_count: 0 },
		});
	});

	test('Merge says that the surviving case has changed, writes nothing, and opens no task over it', async () => {
		const [{ case_id, version }, other] = [await openOne(), await openOne()];
		const into = (options: object) =>
			onCase(case_id, { survivingCaseId: other.case_id, reason: 'The same charge', options });
		const odd = await run('merge', into({ survivingVersion: '' }), [{}]);
		expect(odd.error).toMatchObject({
			message: expect.stringMatching(
				/'Expected Version of Surviving Case' is .*; a whole number from 1 is expected/,
			) as string,
			description: 'Triage Case: Get has it as triage.case.version. Remove the option to change any version.',
		});
		const store = await storeOfNodes();
		for (const options of [{ survivingVersion: 7 }, { survivingVersion: '7', expectedVersion: version }]) {
			const late = await run('merge', into(options), [{}]);
			expect(late.items('Case', 1)[0]?.json.triage).toMatchObject({
				refusal: {
					code: 'CASE_VERSION_CONFLICT',
					message: `Case ${other.case_id} is at version ${other.version}, not 7`,
				},
				case: { version, merged_into: null, tasks: [] },
				surviving_case: { version: other.version },
			});
		}
		const both = await run('merge', into({ survivingVersion: 7, expectedVersion: version + 1 }), [{}]);
		expect(both.items('Case', 1)[0]?.json.triage).toMatchObject({
			refusal: { message: `Case ${case_id} is at version ${version}, not ${version + 1}` },
			case: { tasks: [{ title: 'Conflicting writes: a merge' }] },
		});
		const task_id = (await store.getCase(case_id))!.tasks[0]!.task_id;
		await store.execute({ case_id }, { kind: 'complete_task', task_id, note: 'Looked' }, context());
		const merged = await run('merge', into({ survivingVersion: String(other.version) }), [{}]);
		expect(merged.items('Case')[0]?.json.triage).toMatchObject({ case: { merged_into: other.case_id } });
	});

	test('a ticket whose case was merged goes on with the one that goes on, and changes nothing of it', async () => {
		const [one, other] = [await openOne(), await openOne({ subject: 'Charged' })];
		const { case_id, source, ticket_id } = one;
		const store = await storeOfNodes();
		await store.execute({ case_id }, { kind: 'merge', into: other.case_id, reason: 'The same' }, context());
		const ticket = { source, ticket_id, subject: 'Another subject' };
		for (const [onExisting, output] of [
			['continue', 0],
			['update', 0],
			['conflict', 1],
		] as const) {
			const result = await run('open', { ...autoMap, onExisting }, [ticket]);
			expect(result.items('Case', output)[0]?.json.triage).toMatchObject({
				case_id: other.case_id,
				merged_case: case_id,
				is_new: false,
				changed_fields: [],
				case: { subject: 'Charged' },
			});
		}
		const conflict = await run('open', { ...autoMap, onExisting: 'conflict' }, [ticket]);
		expect(conflict.items('Case', 1)[0]?.json.triage).toMatchObject({
			refusal: {
				message: `Ticket ${ticket_id} of ${source} has case ${case_id} already, which was merged into ${other.case_id}, which is Queued`,
			},
		});
	});

	test('Redrive queues a failed case again, three times', async () => {
		const { case_id } = await openOne();
		for (const count of [1, 2, 3]) {
			await change(case_id, 'failed', { rootCause: 'sys.timeout' });
			expect(caseOf((await redrive(case_id)).items('Case')[0])).toMatchObject({
				state: 'queued',
				redrive_count: count,
			});
		}
		await change(case_id, 'failed', { rootCause: 'sys.timeout' });
		expect((await redrive(case_id)).items('Case', 1)[0]?.json.triage).toMatchObject({
			case: { state: 'failed', redrive_count: 3 },
			refusal: { code: 'CASE_REDRIVE_LIMIT' },
		});
	});

	test.each([
		['failed', { rootCause: 'sys.timeout' }, 'Use Triage Case: Redrive'],
		[
			'manual-review',
			{ reviewerRole: 'Lead', checklist: 'Look', limitAmount: 1, limitUnit: 'days' },
			'From Manual Review',
		],
	])('Change State from %s to Queued says what to use instead', async (state, parameters, fix) => {
		const { case_id } = await openOne();
		await change(case_id, state, parameters);
		expect((await change(case_id, 'queued')).items('Case', 1)[0]?.json.triage).toMatchObject({
			refusal: { code: 'CASE_TRANSITION_ILLEGAL', fix: expect.stringContaining(fix) as string },
		});
	});

	test.each([
		['systems', { systems: ' , ', limitAmount: 1, limitUnit: 'days' }, 'the systems it waits for'],
		['a time limit', { systems: 'CRM', limitAmount: 0, limitUnit: 'days' }, 'a time limit'],
	])('waiting needs %s', async (_, parameters, missing) => {
		const { case_id } = await openOne();
		const owner = { owner_role: 'A', backup_role: null, decided_by: 'rule', rule: 'A', reason: 'A' } as const;
		const context = { command_id: `own-${case_id}`, actor: { kind: 'system', id: 'test' } } as const;
		await (await storeOfNodes()).execute({ case_id }, { kind: 'assign_owner', ...owner }, context);
		await change(case_id, 'in-progress');
		const [refused] = (await change(case_id, 'waiting-for-systems', parameters)).items('Case', 1);
		expect(refused?.json.triage).toMatchObject({
			case: { state: 'in-progress' },
			refusal: { code: 'CASE_GUARD_UNMET', message: expect.stringContaining(`without ${missing}`) as string },
		});
	});

	test('what was refused once does not cling to the item that succeeds later', async () => {
		const { case_id } = await openOne();
		const refused = await run('resolve', onCase(case_id, { resolution: 'fixed' }), [{}]);
		const [item] = refused.items('Case', 1);
		const [done] = (
			await run('changeState', onCase(case_id, { newState: 'failed', rootCause: 'unknown' }), [item!.json])
		).items('Case');
		expect(done?.json.triage).toMatchObject({ case: { state: 'failed' } });
		expect(done?.json.triage).not.toHaveProperty('refusal');
	});

	test.each([
		[{ newState: 'done' }, /'New State' is "done"; allowed are queued, in-progress/],
		[{ newState: 'resolved' }, /'New State' is "resolved"; allowed are/],
		[{ newState: 'failed', rootCause: 'bad luck' }, /'Root-Cause Label' is "bad luck"/],
		[{ newState: 'queued', options: { expectedVersion: 'x' } }, /'Expected Version' is "x"; a whole number from 1/],
		[{ newState: 'queued', options: { expectedVersion: '={{ $json.none }}' } }, /'Expected Version' is empty; a whole/],
		[{ newState: 'queued', options: { expectedVersion: '={{ true }}' } }, /'Expected Version' is true; a whole/],
		[{ ...waitingFor('CRM'), limitAmount: '={{ "4 hours" }}' }, /'Time Limit' is "4 hours" hours; a number/],
		[{ ...waitingFor('CRM'), limitAmount: 1e11 }, /'Time Limit' is 100000000000 hours; a number up to 10 years/],
		[{ ...waitingFor('CRM'), limitUnit: '={{ "weeks" }}' }, /'Unit' is "weeks"; allowed are minutes, hours, days/],
		[waitingFor(Array.from({ length: 21 }, (_, index) => `S${index}`).join()), /'Systems' has 21 entries; at most 20/],
		[
			{ options: { expectedVersion: 1, onConflict: 'retry' } },
			/'On Conflict' is "retry"; allowed are openTask, conflictOnly/,
		],
		[{ newState: 'queued', reason: 'x'.repeat(501) }, /'Reason' is 501 characters long; at most 500/],
		[{ newState: 'queued', caseId: 'C-0404' }, "There is no case 'C-0404'"],
	])('names a parameter it cannot use, case %#', async (parameters, message) => {
		const { case_id } = await openOne();
		const { error } = await run('changeState', onCase(case_id, parameters), [{}]);
		expect(error?.message).toMatch(message);
	});
});
