import { storeOfNodes } from '../harness/stores';
import { checkCase } from '../storage/subject';
import { caseOf, onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const waitingFor = (systems: string) => ({
	newState: 'waiting-for-systems',
	systems,
	limitAmount: 1,
	limitUnit: 'hours',
});

describe('Change State and Resolve', () => {
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
		expect(result.nodes.Case?.[0]?.hints[0]?.message).toBe('1 item changed nothing: the reason is in triage.refusal');
	});

	test('Q4: an old expected version leaves by Conflict and writes nothing', async () => {
		const { case_id } = await openOne();
		await change(case_id, 'failed', { rootCause: 'sys.timeout' });
		const late = await change(case_id, 'queued', { options: { expectedVersion: '1' } });
		expect(late.items('Case', 1)[0]?.json.triage).toMatchObject({
			case: { state: 'failed', version: 2 },
			refusal: { code: 'CASE_VERSION_CONFLICT' },
		});
		const right = await change(case_id, 'queued', { options: { expectedVersion: 2 } });
		expect(caseOf(right.items('Case')[0])).toMatchObject({ state: 'queued', root_cause: null });
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
		[{ newState: 'queued', reason: 'x'.repeat(501) }, /'Reason' is 501 characters long; at most 500/],
		[{ newState: 'queued', caseId: 'C-0404' }, "There is no case 'C-0404'"],
	])('names a parameter it cannot use, case %#', async (parameters, message) => {
		const { case_id } = await openOne();
		const { error } = await run('changeState', onCase(case_id, parameters), [{}]);
		expect(error?.message).toMatch(message);
	});
});
