import type { TriageStore } from '../../storage';
import { exceptionItem } from './exceptionContract';
import { context, owner, useStore, type StoreUnderTest } from './subject';
import { trigger } from './triggerContract';

/** What every engine must do for readers that follow the log. */
export function describeEvents(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`events on ${engine}`, () => {
		const subject = useStore(open);
		const { openCase } = subject;
		let store: TriageStore;
		beforeEach(() => {
			({ store } = subject);
		});
		const query = { types: ['case.opened', 'owner.assigned'], order: 'oldest', from_idx: 0, limit: 10 } as const;

		test('come in the order of the log, each with its case, and say where to go on', async () => {
			await openCase();
			await store.execute({ case_id: 'C-0001' }, owner, context());
			await openCase({ ticket_id: 'T-2' });
			const { events, next_idx, size } = await store.readEvents(query);
			expect(events.map(({ entry, case: onCase }) => [entry.idx, entry.type, onCase?.case_id])).toEqual([
				[1, 'case.opened', 'C-0001'],
				[2, 'owner.assigned', 'C-0001'],
				// The roles that were named for the first time come between.
				[7, 'case.opened', 'C-0002'],
			]);
			expect([next_idx, size]).toEqual([8, 8]);
			expect(events[0]!.case).toEqual(await store.getCase('C-0001'));
			expect(await store.readEvents({ ...query, from_idx: 8 })).toEqual({ events: [], next_idx: 8, size: 8 });
			const page = await store.readEvents({ ...query, limit: 2 });
			expect([page.events.length, page.next_idx]).toEqual([2, 3]);
			const newest = await store.readEvents({ ...query, order: 'newest', limit: 1 });
			expect(newest.events.map(({ entry }) => entry.idx)).toEqual([7]);
		});

		test('are those of the cases that are asked for', async () => {
			await openCase({ type: 'billing' });
			await openCase({ ticket_id: 'T-2', source: 'crm' });
			await store.execute({ case_id: 'C-0001' }, owner, context());
			const casesOf = async (more: object) =>
				(await store.readEvents({ ...query, ...more })).events.map(({ entry }) => entry.idx);
			expect(await casesOf({ source: 'crm' })).toEqual([2]);
			expect(await casesOf({ case_type: 'billing' })).toEqual([1, 3]);
			expect(await casesOf({ owner_role: 'Billing' })).toEqual([1, 3]);
			expect(await casesOf({ owner_role: 'Billing', source: 'crm' })).toEqual([]);
		});

		test('are of exceptions too: of those about a case on its trail, and of the others on their own', async () => {
			await openCase();
			const [refused] = await store.recordTriggers([trigger(null, { refused: 'schema.required' })]);
			const alone = { case_id: null, trigger_id: refused!.trigger_id, remediation: [{ text: 'Ask', required: false }] };
			await store.openExceptions([exceptionItem(), exceptionItem({ ...alone, owner_role: 'Security' })]);
			await store.executeException('EX-0002', { kind: 'resolve', resolution: 'fixed' }, context());
			const types = ['exception.linked', 'exception.opened', 'exception.resolved', 'exception.settled'] as const;
			const read = async (more: object = {}) =>
				(await store.readEvents({ ...query, types, ...more })).events.map(({ entry, case: onCase, exception }) => [
					entry.type,
					onCase?.case_id ?? null,
					exception?.exception_id,
					exception?.state,
				]);
			const [linked, opened, resolved] = [
				['exception.linked', 'C-0001', 'EX-0001', 'open'],
				['exception.opened', null, 'EX-0002', 'resolved'],
				['exception.resolved', null, 'EX-0002', 'resolved'],
			];
			expect(await read()).toEqual([linked, opened, resolved]);
			expect(await read({ order: 'newest', limit: 2 })).toEqual([resolved, opened]);
			expect(await read({ owner_role: 'Security' })).toEqual([opened, resolved]);
			expect(await read({ owner_role: 'Triage' })).toEqual([]);
			expect(await read({ source: 'help-desk' })).toEqual([linked]);
			expect(await read({ types: ['case.opened'] })).toEqual([['case.opened', 'C-0001', undefined, undefined]]);
		});

		test('a subscription begins where it is told, and keeps where it was moved to', async () => {
			await openCase();
			expect(await store.openSubscription('new', 'now')).toBe(2);
			expect(await store.openSubscription('all', 'beginning')).toBe(0);
			await openCase({ ticket_id: 'T-2' });
			expect(await store.openSubscription('new', 'beginning')).toBe(2);
			await store.moveSubscription('new', 3);
			expect(await store.openSubscription('new', 'now')).toBe(3);
			expect(await store.openSubscription('all', 'now')).toBe(0);
		});

		test('two processes that open one subscription stand at one place', async () => {
			await openCase();
			const other = await subject.openAnother();
			const places = await Promise.all(
				[store, other, store, other].map(async (one) => await one.openSubscription('shared', 'now')),
			);
			expect(places).toEqual([2, 2, 2, 2]);
			await other.close();
		});
	});
}
