import type { CaseCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { describeLog } from './logContract';
import { checkCase, context, owner, refusalOf, type StoreUnderTest, ticket, useStore } from './subject';

/** What every engine of the store must do; each engine's own test file calls it. */
export function describeStore(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`cases on ${engine}`, () => {
		const subject = useStore(open);
		const { openCase } = subject;
		let store: TriageStore;
		beforeEach(() => {
			({ store } = subject);
		});

		test('opening a case keeps its fields and gives it the next number', async () => {
			const first = await openCase({ customer_id: 'CU-7', priority: 'HIGH', link: 'https://desk.example.com/T-1' });
			expect(first).toEqual({
				outcome: 'accepted',
				is_new: true,
				case: {
					case_id: 'C-0001',
					version: 1,
					state: 'queued',
					source: 'help-desk',
					ticket_id: 'T-1',
					subject: 'Billing data is missing',
					type: null,
					priority: 'high',
					customer_id: 'CU-7',
					product: null,
					segment: null,
					link: 'https://desk.example.com/T-1',
					reason: null,
					owner: null,
					accountable_role: null,
					owners: [],
					thrash: null,
					lapses: [],
					mode: 'shadow',
					attributes: {},
					tags: [],
					open_exceptions: [],
					steps: [],
					tasks: [],
					waiting: null,
					review: null,
					qa: { before_routing: null, before_closing: null, after_closing: null },
					root_cause: null,
					resolution: null,
					first_resolution: null,
					merged_into: null,
					absorbed: [],
					reopen_count: 0,
					redrive_count: 0,
					opened_at: '2026-01-05T09:00:00.000Z',
					updated_at: '2026-01-05T09:00:00.000Z',
					resolved_at: null,
				},
			});
			expect((await openCase({ ticket_id: 'T-2' })).case.case_id).toBe('C-0002');
			expect(await store.getCase('C-0001')).toEqual(first.case);
			expect(await store.getCase('C-9999')).toBeNull();
		});

		test('a ticket that comes again has the case it had, and nothing is written', async () => {
			const { case: first } = await openCase();
			const before = await store.verify();
			expect(await openCase({ subject: 'Another subject' })).toEqual({
				outcome: 'unchanged',
				is_new: false,
				case: first,
			});
			expect(await store.verify()).toEqual(before);
			expect((await openCase({ source: 'crm' })).case.case_id).toBe('C-0002');
		});

		test('the same command twice has one effect and one answer', async () => {
			const once = context();
			const open: CaseCommand = { kind: 'open', fields: ticket() };
			const first = await store.execute(null, open, once);
			expect(await store.execute(null, open, once)).toEqual(first);

			const target = { case_id: 'C-0001' };
			const resolve: CaseCommand = { kind: 'resolve', resolution: 'fixed' };
			const refused = context();
			const answer = await store.execute(target, resolve, refused);
			expect(answer).toMatchObject({ outcome: 'refused', refusal: { code: 'CASE_TRANSITION_ILLEGAL' } });
			expect(await store.execute(target, resolve, refused)).toEqual(answer);
			expect((await store.verify()).entry_count).toBe(3);
		});

		test('a command id that belongs to another command is refused', async () => {
			const once = context();
			await store.execute(null, { kind: 'open', fields: ticket() }, once);
			const other: CaseCommand = { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) };
			expect(await refusalOf(store.execute(null, other, once))).toBe('COMMAND_REUSED');
			expect(await refusalOf(store.execute({ case_id: 'C-0001' }, owner, once))).toBe('COMMAND_REUSED');
		});

		test('an owner stays once a case has one', async () => {
			await openCase();
			const target = { case_id: 'C-0001' };
			const { case: owned } = await store.execute(target, owner, context());
			expect(owned.owner).toEqual({
				role: 'Billing',
				backup_role: 'Finance-Lead',
				decided_by: 'rule',
				rule: 'Billing data missing',
				reason: "Rule 'Billing data missing' matched",
				assigned_at: '2026-01-05T09:00:00.000Z',
				priority_then: 'normal',
				kept: null,
			});
			const again = await store.execute(target, { ...owner, owner_role: 'Product' }, context());
			expect(again).toEqual({ outcome: 'unchanged', is_new: false, case: owned });
			expect(await store.listRoles()).toEqual(['Billing', 'Finance-Lead']);
		});

		test('a case goes from queued to resolved and back, with every step in its timeline', async () => {
			await openCase();
			const target = { case_id: 'C-0001' };
			const at = (minute: number) => subject.setNow(`2026-01-05T09:0${minute}:00.000Z`);
			at(1);
			await store.execute(target, owner, context());
			at(2);
			await store.execute(target, { kind: 'change_state', to: 'in-progress', reason: 'Started' }, context());
			at(3);
			const { case: waiting } = await store.execute(
				target,
				{ kind: 'change_state', to: 'waiting-for-systems', systems: ['CRM'], ttl_seconds: 3600 },
				context(),
			);
			expect(waiting.waiting).toEqual({ systems: ['CRM'], until: '2026-01-05T10:03:00.000Z' });
			await store.execute(
				target,
				{
					kind: 'change_state',
					to: 'manual-review',
					reviewer_role: 'Lead',
					checklist: ['Charge confirmed'],
					ttl_seconds: 60,
				},
				context(),
			);
			at(4);
			const resolve: CaseCommand = { kind: 'resolve', resolution: 'workaround', reason: 'Suppressed' };
			await checkCase(store, 'C-0001');
			const { case: resolved } = await store.execute(target, resolve, context());
			expect(resolved).toMatchObject({
				state: 'resolved',
				resolution: 'workaround',
				reason: 'Suppressed',
				waiting: null,
				review: null,
				resolved_at: '2026-01-05T09:04:00.000Z',
				version: 7,
			});
			await store.execute(target, { kind: 'reopen', reason: 'Again' }, context());
			const timeline = await store.readTimeline('C-0001');
			expect(timeline.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
				'0 case.opened',
				'1 owner.assigned',
				'2 state.changed',
				'3 state.changed',
				'4 state.changed',
				'5 qa.evaluated',
				'6 case.closed',
				'7 case.reopened',
			]);
			expect(timeline[2]).toEqual({
				entry_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
				seq: 2,
				at: '2026-01-05T09:02:00.000Z',
				type: 'state.changed',
				actor: 'workflow:wf1',
				data: { from: 'queued', to: 'in-progress' },
				reason: 'Started',
			});
			expect(await store.getCase('C-0001')).toMatchObject({ state: 'queued', resolution: null, resolved_at: null });
		});

		test('Q1: an illegal change is refused, leaves the case as it was and stands in the trail', async () => {
			const { case: before } = await openCase();
			const result = await store.execute({ case_id: 'C-0001' }, { kind: 'resolve', resolution: 'fixed' }, context());
			expect(result).toEqual({
				outcome: 'refused',
				case: { ...before, version: 2 },
				refusal: {
					code: 'CASE_TRANSITION_ILLEGAL',
					message: 'Case C-0001 cannot go from Queued to Resolved',
					fix: 'From Queued a case can go to: In Progress, Manual Review, Failed',
				},
			});
			expect((await store.readTimeline('C-0001')).at(-1)).toMatchObject({
				type: 'command.refused',
				data: { code: 'CASE_TRANSITION_ILLEGAL', command: 'resolve', from: 'queued', to: 'resolved' },
			});
		});

		test('Q4: a command on an old version is a conflict and writes nothing', async () => {
			await openCase();
			const target = { case_id: 'C-0001' };
			await store.execute(target, owner, context());
			const before = await store.verify();
			const late = context({ expected_version: 1 });
			const result = await store.execute(target, { kind: 'change_state', to: 'in-progress' }, late);
			expect(result).toMatchObject({
				outcome: 'refused',
				refusal: { code: 'CASE_VERSION_CONFLICT', message: 'Case C-0001 is at version 2, not 1' },
			});
			expect(await store.verify()).toEqual(before);
		});

		test('a command on a case that is not there is refused', async () => {
			expect(await refusalOf(store.execute({ case_id: 'C-0404' }, owner, context()))).toBe('CASE_NOT_FOUND');
		});

		test('cases are found by each filter, in each order, up to a limit', async () => {
			for (const [index, more] of [
				{ type: 'bug' },
				{ type: 'billing', source: 'crm' },
				{ type: 'billing' },
			].entries()) {
				subject.setNow(`2026-01-05T09:0${index}:00.000Z`);
				await openCase({ ticket_id: `T-${index + 1}`, ...more });
			}
			subject.setNow('2026-01-05T10:00:00.000Z');
			await store.execute({ case_id: 'C-0001' }, owner, context());
			await store.execute({ case_id: 'C-0001' }, { kind: 'change_state', to: 'in-progress' }, context());
			const find = async (query: Partial<Parameters<TriageStore['findCases']>[0]>) =>
				(await store.findCases({ order: 'oldest', ...query })).cases.map(({ case_id }) => case_id);

			expect(await find({})).toEqual(['C-0001', 'C-0002', 'C-0003']);
			expect(await find({ order: 'newest' })).toEqual(['C-0003', 'C-0002', 'C-0001']);
			expect(await find({ order: 'recently_updated' })).toEqual(['C-0001', 'C-0003', 'C-0002']);
			expect(await find({ limit: 2 })).toEqual(['C-0001', 'C-0002']);
			expect(await find({ type: 'billing' })).toEqual(['C-0002', 'C-0003']);
			expect(await find({ type: 'billing', source: 'crm' })).toEqual(['C-0002']);
			expect(await find({ ticket_id: 'T-3' })).toEqual(['C-0003']);
			expect(await find({ states: ['in-progress', 'failed'] })).toEqual(['C-0001']);
			expect(await find({ owner_role: 'Billing' })).toEqual(['C-0001']);
			expect(await find({ opened_after: '2026-01-05T09:00:00.000Z' })).toEqual(['C-0002', 'C-0003']);
			expect(await find({ type: "billing' or 1=1 --" })).toEqual([]);
		});
	});

	describeLog(engine, open);
}
