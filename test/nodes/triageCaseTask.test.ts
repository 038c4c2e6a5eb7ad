import type { IDataObject } from 'n8n-workflow';

import type { CaseTask } from '../../core';
import { storeOfNodes } from '../harness/stores';
import { caseOf, onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const role = (value: string) => ({ __rl: true, mode: 'name', value });
const taskOf = ({ json }: { json: IDataObject }) => (json.triage as unknown as { task: CaseTask }).task;
const create = async (caseId: string, more: object = {}) => {
	const parameters = { taskType: 'reconcile', title: 'Compare the plan', taskOwnerRole: role('Data-Ops'), dueAt: '' };
	return await run('create', onCase(caseId, { resource: 'task', ...parameters, ...more }), [{ mine: 1 }]);
};
const complete = async (caseId: string, taskId: string, more: object = {}) =>
	await run('complete', onCase(caseId, { resource: 'task', taskId, note: 'Stripe was right', ...more }), [{ mine: 1 }]);
const getMany = async (filters: object, more: object = {}) =>
	await run('getMany', { resource: 'task', openOnly: true, returnAll: true, filters, ...more }, [{ mine: 1 }]);

describe('Create and Complete Task', () => {
	test('a task is created once, and completed with a note', async () => {
		const { case_id } = await openOne();
		const more = { dueAt: '2026-05-06T09:00:00+02:00', checklist: 'HubSpot\n\nStripe' };
		const created = await create(case_id, more);
		expect(created.items('Case', 1)).toEqual([]);
		const [item] = created.items('Case');
		expect(item).toMatchObject({ pairedItem: { item: 0 }, json: { mine: 1, triage: { case_id } } });
		expect(taskOf(item!)).toMatchObject({
			task_id: `${case_id}-T1`,
			type: 'reconcile',
			status: 'open',
			title: 'Compare the plan',
			owner_role: 'Data-Ops',
			due_at: '2026-05-06T07:00:00.000Z',
			checklist: ['HubSpot', 'Stripe'],
		});
		expect(taskOf((await create(case_id)).items('Case')[0]!)).toEqual(taskOf(item!));

		const done = await complete(case_id, `${case_id}-T1`);
		expect(taskOf(done.items('Case')[0]!)).toMatchObject({ status: 'completed', note: 'Stripe was right' });
		expect(caseOf(done.items('Case')[0])?.tasks).toHaveLength(1);
	});

	test('what cannot be leaves by Conflict with the reason', async () => {
		const { case_id } = await openOne();
		const unknown = await complete(case_id, `${case_id}-T7`);
		expect(unknown.items('Case')).toEqual([]);
		expect(unknown.items('Case', 1)[0]?.json).toMatchObject({
			mine: 1,
			triage: { refusal: { code: 'CASE_TASK_UNKNOWN', message: `Case ${case_id} has no task '${case_id}-T7'` } },
		});
		const untitled = await create(case_id, { title: ' ' });
		expect(untitled.items('Case', 1)[0]?.json).toMatchObject({ triage: { refusal: { code: 'CASE_GUARD_UNMET' } } });
		const old = await create(case_id, { options: { expectedVersion: 1 } });
		expect(old.items('Case', 1)[0]?.json).toMatchObject({ triage: { refusal: { code: 'CASE_VERSION_CONFLICT' } } });
	});

	test.each([
		[{ taskType: 'chat' }, `'Task Type' is "chat"; allowed are post_mortem, reconcile, data_fix`],
		[{ dueAt: 'soon' }, `'Due At' is "soon"; a date and time is expected`],
		[{ title: 'x'.repeat(501) }, "'Title' is 501 characters long; at most 500 are kept"],
		[{ checklist: 'a\n'.repeat(21) }, "'Checklist' has 21 entries; at most 20 are kept"],
	])('names a parameter it cannot use, case %#', async (parameters, message) => {
		const { case_id } = await openOne();
		expect((await create(case_id, parameters)).error?.message).toContain(message);
	});
});

describe('Get Many Tasks', () => {
	test('finds tasks of all cases, open ones only unless told otherwise', async () => {
		const [one, other] = [await openOne(), await openOne()];
		const taskOwnerRole = role('Finders');
		await create(one.case_id, { taskOwnerRole });
		await create(other.case_id, { taskOwnerRole, taskType: 'data_fix', dueAt: '2026-05-06T09:00:00Z' });
		await complete(one.case_id, `${one.case_id}-T1`);
		const ids = async (filters: object, more: object = {}) =>
			(await getMany({ ownerRole: role('Finders'), ...filters }, more))
				.items('Case')
				.map((item) => taskOf(item).task_id);
		expect(await ids({})).toEqual([`${other.case_id}-T1`]);
		expect(await ids({}, { openOnly: false })).toEqual([`${one.case_id}-T1`, `${other.case_id}-T1`]);
		expect(await ids({}, { openOnly: false, returnAll: false, limit: 1 })).toEqual([`${one.case_id}-T1`]);
		expect(await ids({ types: ['data_fix'] })).toHaveLength(1);
		expect(await ids({ dueBefore: '2026-05-06T09:00:01Z' })).toHaveLength(1);
		expect(await ids({ caseId: one.case_id }, { openOnly: false })).toEqual([`${one.case_id}-T1`]);
	});

	test('sends the item to Not Found when there is none', async () => {
		const result = await getMany({ ownerRole: role('Nobody here') });
		expect(result.items('Case')).toEqual([]);
		expect(result.items('Case', 1)).toMatchObject([{ json: { mine: 1, triage: { task: null } } }]);
	});

	test('refuses a filter that was added and is empty', async () => {
		expect((await getMany({ caseId: '' })).error?.message).toContain("'Case ID' is empty");
	});
});
