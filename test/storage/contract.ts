import { readCaseFields, type AssignOwner, type CaseCommand, type CaseFields, type TriageError } from '../../core';
import type { CommandContext, TriageStore } from '../../storage';

/** What the contract suite needs of an engine. */
export interface StoreUnderTest {
	store: TriageStore;
	/** Sets what the store's clock says next. */
	setNow(instant: string): void;
	/** A second connection to the same data. */
	openAnother(): Promise<TriageStore>;
}

export const ticket = (more: Record<string, unknown> = {}): CaseFields =>
	readCaseFields({ source: 'help-desk', ticket_id: 'T-1', subject: 'Billing data is missing', ...more });

let commandCount = 0;
export const context = (more: Partial<CommandContext> = {}): CommandContext => ({
	command_id: `command-${(commandCount += 1)}`,
	actor: { kind: 'workflow', id: 'wf1' },
	run: { exec: '1', wf: 'wf1', node: 'Open case', item: 0 },
	...more,
});

const owner: AssignOwner = {
	kind: 'assign_owner',
	owner_role: 'Billing',
	backup_role: 'Finance-Lead',
	decided_by: 'rule',
	rule: 'Billing data missing',
	reason: "Rule 'Billing data missing' matched",
};

/** What every engine of the store must do; each engine's own test file calls it. */
export function describeStore(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`store on ${engine}`, () => {
		let subject: StoreUnderTest;
		let store: TriageStore;
		const openCase = async (more?: Record<string, unknown>) =>
			await store.execute(null, { kind: 'open', fields: ticket(more) }, context());
		const expectIntact = async () => expect((await store.verify()).findings).toEqual([]);
		const refusalOf = async (work: Promise<unknown>) =>
			await work.then(
				() => null,
				(error: TriageError) => error.code,
			);

		beforeEach(async () => {
			subject = await open();
			store = subject.store;
			subject.setNow('2026-01-05T09:00:00.000Z');
		});
		afterEach(async () => {
			await expectIntact();
			await store.close();
		});

		test('a new store holds one entry about itself and no case', async () => {
			const { entry_count, case_count, root } = await store.verify();
			expect([entry_count, case_count]).toEqual([1, 0]);
			expect(root).toMatch(/^[0-9a-f]{64}$/);
			expect(await store.findCases({ order: 'newest' })).toEqual([]);
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
					waiting: null,
					review: null,
					root_cause: null,
					resolution: null,
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

		test('one ticket opened many times at once has one case', async () => {
			const another = await subject.openAnother();
			const stores = [store, another];
			const results = await Promise.all(
				Array.from({ length: 20 }, async (_, index) =>
					stores[index % 2]!.execute(null, { kind: 'open', fields: ticket() }, context()),
				),
			);
			await another.close();
			expect(new Set(results.map((result) => result.case.case_id))).toEqual(new Set(['C-0001']));
			expect(results.filter((result) => result.outcome === 'accepted')).toHaveLength(1);
			expect((await store.verify()).entry_count).toBe(2);
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
			const { case: resolved } = await store.execute(target, resolve, context());
			expect(resolved).toMatchObject({
				state: 'resolved',
				resolution: 'workaround',
				reason: 'Suppressed',
				waiting: null,
				review: null,
				resolved_at: '2026-01-05T09:04:00.000Z',
				version: 6,
			});
			await store.execute(target, { kind: 'change_state', to: 'queued' }, context());
			const timeline = await store.readTimeline('C-0001');
			expect(timeline.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
				'0 case.opened',
				'1 owner.assigned',
				'2 state.changed',
				'3 state.changed',
				'4 state.changed',
				'5 case.closed',
				'6 case.reopened',
			]);
			expect(timeline[2]).toEqual({
				entry_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
				seq: 2,
				at: '2026-01-05T09:02:00.000Z',
				type: 'state.changed',
				actor: 'workflow:wf1',
				data: { from: 'queued', to: 'in-progress' },
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

		test('a clock that steps back never takes the log back', async () => {
			subject.setNow('2026-01-05T12:00:00.000Z');
			await openCase();
			subject.setNow('2026-01-05T11:00:00.000Z');
			await openCase({ ticket_id: 'T-2' });
			const [first, second] = await store.findCases({ order: 'oldest' });
			expect([first?.opened_at, second?.opened_at]).toEqual(['2026-01-05T12:00:00.000Z', '2026-01-05T12:00:00.000Z']);
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
				(await store.findCases({ order: 'oldest', ...query })).map(({ case_id }) => case_id);

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

		test('hostile text is kept as it can be kept, and stays findable', async () => {
			const { case: record } = await openCase({
				ticket_id: '\u0000T\ud800',
				subject: '__proto__ \u2028 "\'; drop table cases; -- 😀',
			});
			expect(record.ticket_id).toBe('\ufffdT\ufffd');
			expect(record.subject).toBe('__proto__ \u2028 "\'; drop table cases; -- 😀');
			expect(await store.findCases({ order: 'newest', ticket_id: '\ufffdT\ufffd' })).toEqual([record]);
		});

		test('many entries keep their places when two connections write at once', async () => {
			const another = await subject.openAnother();
			await Promise.all(
				Array.from({ length: 60 }, async (_, index) =>
					(index % 2 ? store : another).execute(
						null,
						{ kind: 'open', fields: ticket({ ticket_id: `T-${index}` }) },
						context(),
					),
				),
			);
			await another.close();
			const { entry_count, case_count } = await store.verify();
			expect([entry_count, case_count]).toEqual([61, 60]);
		});
	});
}
