import type { Kysely } from 'kysely';

import type { AssignOwner, Calendar, TransferCase, TriageCase } from '../../core';
import type { TriageStore } from '../../storage';
import { foldCases } from '../../storage/schema/foldCases';
import { closeCase, context, owner, type StoreUnderTest, useStore } from './subject';

const target = { case_id: 'C-0001' };
const transfer = (owner_role: string, more: Partial<TransferCase> = {}): TransferCase => ({
	kind: 'transfer',
	owner_role,
	backup_role: null,
	reason: 'They know the product',
	...more,
});

/** What every engine must do with the owners of cases; each engine's own test file calls it. */
export function describeOwners(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`owners on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase();
			await store.execute(target, owner, context());
		});

		test('a transfer is recorded with who decided, from whom and why, and once only', async () => {
			subject.setNow('2026-01-05T09:05:00.000Z');
			const once = context();
			const first = await store.execute(target, transfer('Product'), once);
			expect(first).toMatchObject({
				outcome: 'accepted',
				case: {
					version: 3,
					owner: { role: 'Product', decided_by: 'override', reason: 'They know the product' },
					accountable_role: 'Billing',
				},
			});
			expect(await store.execute(target, transfer('Product'), once)).toEqual(first);
			expect((await store.readTimeline('C-0001')).at(-1)).toMatchObject({
				type: 'owner.assigned',
				reason: 'They know the product',
				data: { from_role: 'Billing', owner_role: 'Product', decided_by: 'override' },
			});
			expect((await store.findCases({ owner_role: 'Product', order: 'newest' })).cases).toHaveLength(1);
			expect((await store.findCases({ owner_role: 'Billing', order: 'newest' })).cases).toEqual([]);
		});

		test('a role that a transfer names for the first time is made, staffed by nobody', async () => {
			await store.execute(target, transfer('Sales', { backup_role: 'Sales-Lead' }), context());
			expect(await store.listRoles()).toEqual(['Billing', 'Finance-Lead', 'Sales', 'Sales-Lead']);
			expect((await store.getDefinition({ kind: 'role', name: 'Sales' }))?.body).toMatchObject({ members: [] });
		});

		test('Q4: a transfer on an old version is a conflict and writes nothing', async () => {
			const before = await store.verify();
			const result = await store.execute(target, transfer('Product'), context({ expected_version: 1 }));
			expect(result).toMatchObject({ outcome: 'refused', refusal: { code: 'CASE_VERSION_CONFLICT' } });
			expect(await store.verify()).toEqual(before);
		});

		test('a transfer that is refused is noted, and answered the same when it comes again', async () => {
			await store.execute(target, { kind: 'change_state', to: 'in-progress' }, context());
			await closeCase(store, target.case_id);
			const once = context();
			const refused = await store.execute(target, transfer('Product'), once);
			expect(refused).toMatchObject({
				outcome: 'refused',
				case: { owner: { role: 'Billing' }, version: 6 },
				refusal: { code: 'CASE_RESOLVED', message: 'Case C-0001 is Resolved and cannot be transferred' },
			});
			expect(await store.execute(target, transfer('Product'), once)).toEqual(refused);
		});

		test('two transfers of one version at once: one is done, the other is a conflict', async () => {
			const other = await subject.openAnother();
			const results = await Promise.all(
				[store, other].map(async (one, index) => {
					const command = transfer(`Role-${index}`);
					return await one.execute(target, command, context({ expected_version: 2 }));
				}),
			);
			await other.close();
			expect(results.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'refused']);
			expect((await store.getCase('C-0001'))?.version).toBe(3);
		});

		test('the window of thrash is counted by the calendar of the owner role', async () => {
			const hours: Calendar['hours'] = { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']] };
			const calendar = { kind: 'calendar', name: 'Office' } as const;
			const body = { timezone: 'UTC', hours };
			await store.executeDefinition(calendar, { kind: 'save', body }, context());
			const role = { kind: 'role', name: 'Billing' } as const;
			await store.executeDefinition(role, { kind: 'save', body: { calendar: 'Office' } }, context());
			await store.execute(target, transfer('Product'), context());
			await store.execute(target, transfer('Billing'), context());
			expect((await store.getCase('C-0001'))?.thrash).toMatchObject({ signs: ['ping_pong'] });

			const reroute: AssignOwner = { ...owner, owner_role: 'Product', reroute: {} };
			// Monday 09:00: a week later only 16 hours were worked.
			subject.setNow('2026-01-12T09:00:00.000Z');
			const frozen = await store.execute(target, reroute, context());
			expect(frozen).toMatchObject({
				outcome: 'accepted',
				case: { owner: { role: 'Billing', kept: { why: 'frozen' } } },
			});
			subject.setNow('2026-01-13T09:00:01.000Z');
			const moved = await store.execute(target, { ...reroute, owner_role: 'Sales' }, context());
			expect(moved.case).toMatchObject({ owner: { role: 'Sales' }, thrash: null });
		});

		test('cases that an earlier version kept with fewer fields are made again from the log', async () => {
			await store.execute(target, transfer('Product'), context());
			const expected = await store.getCase('C-0001');
			const { owners: _owners, thrash: _thrash, accountable_role: _role, ...older } = expected as TriageCase;
			const tables = subject.openTables();
			await tables
				.updateTable('cases')
				.set({ record: JSON.stringify(older) })
				.execute();
			await foldCases(tables as unknown as Kysely<unknown>);
			await tables.destroy();
			expect(await store.getCase('C-0001')).toEqual(expected);
		});
	});
}
