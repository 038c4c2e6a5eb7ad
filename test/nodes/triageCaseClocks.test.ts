import type { IDataObject } from 'n8n-workflow';

import type { TriageStore } from '../../storage';
import { storeOfNodes } from '../harness/stores';
import { closeCase, context, owner } from '../storage/subject';
import { onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

/** Saves another version of the policy of cases of one type. */
const savePolicy = async (amount: number) => {
	const body = {
		when: { type: ['repaired'] },
		clocks: [{ clock: 'resolution', budgets: { normal: { amount, unit: 'hours' } } }],
	};
	const store = await storeOfNodes();
	await store.executeDefinition({ kind: 'clock_policy', name: 'Mended' }, { kind: 'save', body }, context());
};

test('repairs running clocks by a newer version of their policy, after a dry run that says what it changes', async () => {
	const store = await storeOfNodes();
	await savePolicy(8);
	const opened = await openOne({ type: 'repaired' });
	await savePolicy(4);
	const { case_id } = opened;
	const due = (hours: number) => new Date(Date.parse(opened.opened_at) + hours * 3_600_000).toISOString();
	const repair = async (parameters: object) => {
		const result = await run('repairClocks', onCase(case_id, { repairCalendar: '', ...parameters }), [{ mine: 1 }]);
		const [item] = result.items('Case');
		expect([item!.json.mine, item!.pairedItem]).toEqual([1, { item: 0 }]);
		return item!.json.triage as { case: IDataObject; repair: IDataObject };
	};
	const moved = [
		{
			clock: 'resolution',
			before: { due_at: due(8), budget_seconds: 28_800, policy_version: 1 },
			after: { due_at: due(4), budget_seconds: 14_400, policy_version: 2 },
		},
	];
	const dry = await repair({ dryRun: true });
	expect(dry.repair).toMatchObject({ policy: 'Mended', version: 2, is_dry_run: true, clocks: moved });
	expect(dry.case.version).toBe(1);
	const done = await repair({ dryRun: false, reason: 'Four hours since May' });
	expect(done.repair).toMatchObject({ is_dry_run: false, calendar: 'Around the clock', clocks: moved });
	expect(done.case.version).toBe(2);
	const again = await repair({ dryRun: false });
	expect([again.repair.clocks, again.case.version]).toEqual([[], 2]);
	const [entry] = await store.findEntries({ case_id, types: ['clocks.repaired'], order: 'oldest' });
	expect(entry!.data).toEqual({
		policy: 'Mended',
		policy_version: 2,
		calendar: 'Around the clock',
		clocks: ['resolution'],
		budgets_before: ['28800'],
		budgets_after: ['14400'],
		due_before: [due(8)],
		due_after: [due(4)],
		outcomes_before: ['none'],
		outcomes_after: ['none'],
	});
	const shown = await run('get', onCase(case_id, { includeClocks: true, clockOptions: {} }), [{}]);
	expect((shown.items('Case')[0]!.json.triage as { clocks: IDataObject }).clocks).toMatchObject({
		clocks: [{ clock: 'resolution', due_at: due(4), policy_version: 2 }],
	});
	// By another policy, the repair by this one does not count.
	await store.execute({ case_id }, { kind: 'update', fields: { type: null } }, context());
	const other = await run('get', onCase(case_id, { includeClocks: true, clockOptions: {} }), [{}]);
	expect((other.items('Case')[0]!.json.triage as { clocks: IDataObject }).clocks).toMatchObject({
		policy_id: 'Default',
	});
	await store.execute({ case_id }, { kind: 'update', fields: { type: 'repaired' } }, context());

	for (const command of [owner, { kind: 'change_state', to: 'in-progress' }] as const) {
		await store.execute({ case_id }, command, context());
	}
	await closeCase(store, case_id);
	const refused = await run('repairClocks', onCase(case_id, { repairCalendar: '', dryRun: false }), [{ mine: 2 }]);
	expect(refused.items('Case')).toEqual([]);
	expect(refused.items('Case', 1)).toMatchObject([
		{
			json: {
				mine: 2,
				triage: { case_id, refusal: { message: `Case ${case_id} is Resolved and cannot be given other clocks` } },
			},
		},
	]);
});

test('a repair is counted again where the case changes meanwhile, and given up after the third time', async () => {
	const store = await storeOfNodes();
	const opened = await openOne({ type: 'repaired' });
	const { case_id } = opened;
	await savePolicy(20);
	await savePolicy(10);
	let changes = 0;
	const read = jest.spyOn(store.constructor.prototype as TriageStore, 'getTriggerOfCase');
	read.mockImplementation(async () => {
		if (changes > 0) {
			changes -= 1;
			await store.execute({ case_id }, { kind: 'update', add_tags: [`tag-${changes}`] }, context());
		}
		return await Promise.resolve(null);
	});
	try {
		const repair = async () => await run('repairClocks', onCase(case_id, { repairCalendar: '', dryRun: false }), [{}]);
		changes = 3;
		const refused = (await repair()).items('Case', 1)[0]!.json.triage as { refusal: IDataObject };
		expect(refused.refusal.code).toBe('CASE_VERSION_CONFLICT');
		expect(await store.findEntries({ case_id, types: ['clocks.repaired'], order: 'oldest' })).toEqual([]);
		changes = 2;
		expect((await repair()).items('Case')).toHaveLength(1);
		expect(await store.findEntries({ case_id, types: ['clocks.repaired'], order: 'oldest' })).toHaveLength(1);
	} finally {
		read.mockRestore();
	}
});
