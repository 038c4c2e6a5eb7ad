import type { CaseCommand, RoleBody } from '../../core';
import type { OwnerAudit, OwnerAuditPlace, TriageStore } from '../../storage';
import { exceptionItem } from './exceptionContract';
import { checkCase, closeCase, context, owner, useStore, type StoreUnderTest } from './subject';
import { plus, startOf, sweeper, chainOf, step } from './timers';

const live: CaseCommand = { kind: 'update', mode: 'live' };
const waitFor = (minutes: number): CaseCommand => ({
	kind: 'change_state',
	to: 'waiting-for-systems',
	systems: ['crm'],
	ttl_seconds: minutes * 60,
});
const work: CaseCommand = { kind: 'change_state', to: 'in-progress' };

/** How every engine finds cases on which nobody may be acting; each engine's own test file calls it. */
export function describeOwnerAudit(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`the audit of ownership on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(() => {
			({ store } = subject);
		});
		const at = (minutes: number) => subject.setNow(plus(minutes));
		const openCase = async (number: number, ...commands: CaseCommand[]) => {
			const { case: one } = await subject.openCase({ ticket_id: `T-${number}` });
			for (const command of commands) await store.execute({ case_id: one.case_id }, command, context());
			return one.case_id;
		};
		const audit = async (after: OwnerAuditPlace | null = null, limit = 250, on = store) =>
			await on.auditOwners({ operator_role: 'Operators', after, limit }, sweeper);
		/** What a look at all cases finds, as `C-0001 no_owner 0`, and which exceptions it closes. */
		const look = async () => {
			const { lapses, healed } = await audit();
			const found = lapses.map(({ case_id, kind, since }) => `${case_id} ${kind} ${minutesSince(since)}`);
			return { found, healed };
		};
		const minutesSince = (instant: string) => (Date.parse(instant) - Date.parse(plus(0))) / 60_000;
		const saveRole = async (name: string, body: Partial<RoleBody>) =>
			await store.executeDefinition({ kind: 'role', name }, { kind: 'save', body }, context());
		const send = async (case_id: string, ...commands: CaseCommand[]) => {
			for (const command of commands) await store.execute({ case_id }, command, context());
		};
		/** Ids of the cases of which a lapse is open. */
		const openLapses = async () => {
			const { cases } = await store.findCases({ order: 'oldest' });
			return cases.flatMap(({ case_id, lapses }) => (lapses.length > 0 ? [case_id] : [])).sort();
		};
		const nothing = { found: [], healed: [] };

		test('a live case without an owner is found once, and it is over with the command that gives it one', async () => {
			const id = await openCase(1, live);
			await openCase(2, live, owner);
			await openCase(3);
			at(14);
			expect(await look()).toEqual(nothing);
			at(15);
			expect(await look()).toEqual({ found: [`${id} no_owner 0`], healed: [] });
			expect(await store.getException('EX-0001')).toMatchObject({
				case_id: id,
				label: 'owner.lapse',
				owner_role: 'Operators',
				backup_role: 'Support-Lead',
				state: 'open',
			});
			const lapses = [{ kind: 'no_owner', since: plus(0), exception_id: 'EX-0001' }];
			expect(await store.getCase(id)).toMatchObject({ lapses, open_exceptions: ['EX-0001'] });
			expect(await store.getTimer({ case_id: 'EX-0001', name: 'Deadline' })).toMatchObject({ state: 'running' });
			at(16);
			expect(await look()).toEqual(nothing);
			expect((await store.rebuild(context())).differences).toEqual([]);

			const { case: owned } = await store.execute({ case_id: id }, owner, context());
			expect(owned).toMatchObject({ owner: { role: 'Billing' }, lapses: [], open_exceptions: [] });
			expect(owned).toEqual(await store.getCase(id));
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'resolved', resolution: 'fixed' });
			expect(await store.getTimer({ case_id: 'EX-0001', name: 'Deadline' })).toMatchObject({ state: 'resolved' });
			expect((await store.rebuild(context())).differences).toEqual([]);
			expect(await look()).toEqual(nothing);
			const types = (await store.readTimeline(id)).map(({ type }) => type);
			expect(types.slice(-4)).toEqual(['exception.linked', 'owner.lapsed', 'owner.assigned', 'exception.settled']);
			// No look has to come in between.
			await send(id, work);
			expect(await closeCase(store, id)).toMatchObject({ outcome: 'accepted', case: { state: 'resolved' } });
		});

		test('a command that mends nothing leaves the lapse, and so does one that is refused', async () => {
			const id = await openCase(1, live);
			at(15);
			await look();
			await send(id, { kind: 'update', add_tags: ['late'] }, { kind: 'change_state', to: 'in-progress' });
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'open' });
			expect(await store.getCase(id)).toMatchObject({ lapses: [{ kind: 'no_owner' }] });
		});

		test('what a person has closed is not found again while it stays the same', async () => {
			await openCase(1, live);
			at(15);
			await look();
			await store.executeException('EX-0001', { kind: 'resolve', resolution: 'not_an_issue' }, context());
			at(600);
			expect(await look()).toEqual(nothing);
		});

		test('a role off duty is a lapse while its backup is too, and another one when it comes again', async () => {
			const id = await openCase(1, live, owner);
			at(10);
			await saveRole('Billing', { on_duty: false });
			at(60);
			expect(await look()).toEqual(nothing);
			await saveRole('Finance-Lead', { members: [{ id: 'ada', on_duty: false, name: null, handles: {} }] });
			at(70);
			await saveRole('Finance-Lead', { on_duty: false });
			at(75);
			expect(await look()).toEqual({ found: [`${id} inactive_role 60`], healed: [] });
			await saveRole('Finance-Lead', {});
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'resolved', resolution: 'fixed' });
			expect(await store.getTimer({ case_id: 'EX-0001', name: 'Deadline' })).toMatchObject({ state: 'resolved' });
			expect(await store.getCase(id)).toMatchObject({ lapses: [], open_exceptions: [] });
			expect(await look()).toEqual(nothing);
			at(80);
			await saveRole('Finance-Lead', { on_duty: false });
			at(95);
			expect(await look()).toEqual({ found: [`${id} inactive_role 80`], healed: [] });
		});

		test('a role that gets another stand-in, or whose stand-in takes work again, ends the lapses of its cases', async () => {
			const alone: CaseCommand = { ...owner, backup_role: null };
			const ids = [await openCase(1, live, alone), await openCase(2, live, owner), await openCase(3, live, alone)];
			await saveRole('Night', { on_duty: false });
			await saveRole('Finance-Lead', { on_duty: false });
			await saveRole('Billing', { on_duty: false, backup_role: 'Night' });
			at(15);
			expect((await look()).found).toHaveLength(3);
			// Nothing is over by this, so nothing is closed.
			await saveRole('Billing', { on_duty: false, backup_role: 'Night', calendar: 'Berlin' });
			expect(await openLapses()).toEqual(ids);
			await saveRole('Night', {});
			expect(await openLapses()).toEqual([ids[1]]);
			at(20);
			await saveRole('Night', { on_duty: false });
			at(35);
			expect((await look()).found).toHaveLength(2);
			await saveRole('Billing', { on_duty: false, backup_role: 'Day' });
			expect(await openLapses()).toEqual([ids[1]]);
			await saveRole('Billing', {});
			expect(await openLapses()).toEqual([]);
			expect(await look()).toEqual(nothing);
			expect((await store.rebuild(context())).differences).toEqual([]);
		});

		test('a role ends the lapses of so many cases at once, and a look those of the others', async () => {
			const numbers = Array.from({ length: 102 }, (_, index) => index + 1);
			const ids = await Promise.all(numbers.map(async (number) => await openCase(number, live, owner, work)));
			await saveRole('Billing', { on_duty: false });
			await saveRole('Finance-Lead', { on_duty: false });
			at(15);
			expect((await look()).found).toHaveLength(102);
			await saveRole('Billing', {});
			const left = await openLapses();
			expect(left).toEqual(ids.sort().slice(-2));
			// Closing the case does not wait for the look.
			expect(await closeCase(store, left[0]!)).toMatchObject({ outcome: 'accepted', case: { lapses: [] } });
			expect((await look()).healed).toHaveLength(1);
			expect(await openLapses()).toEqual([]);
		}, 60_000);

		test('a version of a role that comes into force later ends them with the next look', async () => {
			const id = await openCase(1, live, { ...owner, backup_role: null });
			const target = { kind: 'role', name: 'Billing' } as const;
			await saveRole('Billing', {});
			await saveRole('Billing', { on_duty: false });
			at(15);
			await look();
			await store.executeDefinition(target, { kind: 'activate', version: 1, effective_from: plus(60) }, context());
			expect(await openLapses()).toEqual([id]);
			at(60);
			expect(await look()).toEqual({ found: [], healed: ['EX-0001'] });
		});

		test('a retired role is one that nobody stands behind', async () => {
			const id = await openCase(1, live, { ...owner, backup_role: null });
			at(5);
			await store.executeDefinition({ kind: 'role', name: 'Billing' }, { kind: 'retire' }, context());
			at(20);
			expect(await look()).toEqual({ found: [`${id} inactive_role 5`], healed: [] });
		});

		test('a time limit that passes is a lapse unless somebody is told of it', async () => {
			const id = await openCase(1, live, owner, work, waitFor(30));
			const watched = await openCase(2, live, owner, work, waitFor(30));
			const told = await openCase(3, live, owner, work, waitFor(30));
			await store.executeTimer({ case_id: watched, name: 'Wait' }, startOf(chainOf([step('Lead', 600)])), context());
			const chain = chainOf([step('Lead', 30)], { on_exhausted: { fallback_role: 'Triage', wait_seconds: 60 } });
			await store.executeTimer({ case_id: told, name: 'Wait' }, startOf(chain), context());
			at(40);
			await store.sweepTimers({}, sweeper);
			expect(await store.getTimer({ case_id: told, name: 'Wait' })).toMatchObject({ state: 'exhausted' });
			at(45);
			expect(await look()).toEqual({ found: [`${id} silent_time_limit 30`], healed: [] });
			await send(id, work);
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'resolved', resolution: 'fixed' });
			expect(await look()).toEqual(nothing);
		});

		test('a case that ends, or runs live no more, has no lapse any longer', async () => {
			const ids = [await openCase(1, live), await openCase(2, live)];
			at(15);
			expect((await look()).found).toHaveLength(2);
			await send(ids[0]!, owner, work, { kind: 'change_state', to: 'failed', root_cause: 'unknown', reason: 'x' });
			await send(ids[1]!, { kind: 'update', mode: 'shadow' });
			expect(await look()).toEqual(nothing);
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'resolved', resolution: 'fixed' });
			expect(await store.getException('EX-0002')).toMatchObject({ state: 'resolved', resolution: 'not_an_issue' });
		});

		const review: CaseCommand = {
			kind: 'change_state',
			to: 'manual-review',
			reviewer_role: 'Leads',
			checklist: ['Compare the amounts'],
			ttl_seconds: 1800,
		};

		test('a case whose review was late is resolved out of it, and the exception of the lapse is closed before', async () => {
			const id = await openCase(1, live, owner, work, review);
			at(45);
			expect((await look()).found).toEqual([`${id} silent_time_limit 30`]);
			const resolve: CaseCommand = { kind: 'resolve', resolution: 'fixed' };
			const unchecked = await store.execute({ case_id: id }, resolve, context());
			expect(unchecked).toMatchObject({
				outcome: 'refused',
				refusal: { message: `Case ${id} cannot become Resolved without passed checks before closing` },
				case: { open_exceptions: ['EX-0001'] },
			});
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'open' });
			await checkCase(store, id);
			const { version } = (await store.getCase(id))!;
			const sent = context({ expected_version: version });
			const closed = await store.execute({ case_id: id }, resolve, sent);
			expect(closed).toMatchObject({
				outcome: 'accepted',
				case: { state: 'resolved', lapses: [], open_exceptions: [] },
			});
			expect(await store.execute({ case_id: id }, resolve, sent)).toMatchObject({ outcome: 'accepted' });
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'resolved', resolution: 'fixed' });
			const types = (await store.readTimeline(id)).map(({ type }) => type);
			expect(types.slice(-3)).toEqual(['qa.evaluated', 'exception.settled', 'case.closed']);
			expect(await look()).toEqual(nothing);
			expect((await store.rebuild(context())).differences).toEqual([]);
		});

		test('what else keeps a late case from being ended still does', async () => {
			const id = await openCase(1, live, review);
			at(45);
			expect((await look()).found).toEqual([`${id} no_owner 0`, `${id} silent_time_limit 30`]);
			const refused = await closeCase(store, id);
			expect(refused).toMatchObject({
				outcome: 'refused',
				refusal: { message: `Case ${id} cannot become Resolved without resolving its exceptions (EX-0001)` },
				case: { open_exceptions: ['EX-0001', 'EX-0002'] },
			});
			await store.executeException('EX-0002', { kind: 'set_root_cause', label: 'unknown' }, context());
			await send(id, owner);
			expect(await closeCase(store, id)).toMatchObject({
				outcome: 'refused',
				refusal: { message: `Case ${id} cannot become Resolved without resolving its exceptions (EX-0002)` },
			});
		});

		test.each<[string, CaseCommand[], string]>([
			['late', [owner, work, waitFor(30)], 'silent_time_limit'],
			['unowned', [], 'no_owner'],
		])('a case that is %s is merged into another one, which does not take that over', async (_what, work, kind) => {
			const [id, other] = [await openCase(1, live, ...work), await openCase(2)];
			at(45);
			expect((await look()).found).toEqual([expect.stringContaining(`${id} ${kind}`)]);
			const merged = await store.execute({ case_id: id }, { kind: 'merge', into: other, reason: 'Same' }, context());
			expect(merged).toMatchObject({ outcome: 'accepted', case: { lapses: [], open_exceptions: [] } });
			expect(await store.getCase(other)).toMatchObject({ open_exceptions: [] });
			expect(await store.getException('EX-0001')).toMatchObject({ case_id: id, resolution: 'not_an_issue' });
			expect((await store.rebuild(context())).differences).toEqual([]);
		});

		test('an exception that leaves a late case with the one it came with watches over it no longer', async () => {
			const [id, other] = [await openCase(1, live, owner, work, waitFor(30)), await openCase(2)];
			await send(other, { kind: 'merge', into: id, reason: 'Same' });
			at(45);
			expect((await look()).found).toEqual([`${id} silent_time_limit 30`]);
			await store.openExceptions([exceptionItem({ case_id: other })]);
			// What is sent at once shares a transaction.
			await Promise.all([
				store.execute({ case_id: other }, { kind: 'reopen', reason: 'Another charge' }, context()),
				store.execute({ case_id: id }, { kind: 'update', add_tags: ['late'] }, context()),
			]);
			expect(await openLapses()).toEqual([id]);
			expect(await look()).toEqual(nothing);
		});

		test('a timer that is started, and an owner that a timer brings, end a lapse as commands do', async () => {
			const late = await openCase(1, live, owner, work, waitFor(30));
			const unowned = await openCase(2, live);
			at(45);
			expect((await look()).found).toHaveLength(2);
			await store.executeTimer({ case_id: late, name: 'Wait' }, startOf(chainOf([step('Lead', 600)])), context());
			expect(await openLapses()).toEqual([unowned]);
			// The deadline of the exception about it is due in the same sweep.
			const chain = chainOf([step('Lead', 30, { action: 'reassign' })]);
			await store.executeTimer({ case_id: unowned, name: 'Answer' }, startOf(chain), context());
			at(120);
			await store.sweepTimers({}, sweeper);
			expect(await store.getCase(unowned)).toMatchObject({ owner: { role: 'Lead' }, lapses: [], open_exceptions: [] });
			expect(await store.getException('EX-0002')).toMatchObject({ state: 'resolved', owner_role: 'Operators' });
			expect(await look()).toEqual(nothing);
			expect((await store.rebuild(context())).differences).toEqual([]);
		});

		test('an exception that a person made something else of is left to them', async () => {
			const id = await openCase(1, live);
			at(15);
			await look();
			await store.executeException('EX-0001', { kind: 'set_root_cause', label: 'unknown' }, context());
			await send(id, owner);
			const before = await store.verify();
			expect(await look()).toEqual(nothing);
			expect(await store.verify()).toEqual(before);
		});

		test('goes round all cases, some at a time, and finds each once whoever looks', async () => {
			for (let number = 1; number <= 5; number += 1) await openCase(number, live);
			at(15);
			const other = await subject.openAnother();
			const found: string[] = [];
			let next: OwnerAuditPlace | null = null;
			const sizes: number[] = [];
			for (let round = 0; round < 6; round += 1) {
				const both: OwnerAudit[] = await Promise.all([audit(next, 2), audit(next, 2, other)]);
				found.push(...both.flatMap(({ lapses }) => lapses.map(({ case_id }) => case_id)));
				sizes.push(both.reduce((sum, { lapses }) => sum + lapses.length, 0));
				({ next } = both[0]!);
			}
			await other.close();
			expect(found.sort()).toEqual(['C-0001', 'C-0002', 'C-0003', 'C-0004', 'C-0005']);
			expect(sizes).toEqual([2, 2, 1, 0, 0, 0]);
		});
	});
}
