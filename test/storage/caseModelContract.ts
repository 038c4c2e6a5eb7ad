import { readCaseUpdate, type CaseCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { context, useStore, type StoreUnderTest } from './subject';

const target = { case_id: 'C-0001' };

/** What every engine must do with what a case holds beside state and owner; each engine's own test file calls it. */
export function describeCaseModel(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`the case model on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase();
		});
		const send = async (command: CaseCommand, more: object = {}) => await store.execute(target, command, context(more));

		test('a step is kept with what was said, once, and refused where it cannot go', async () => {
			const done: CaseCommand = { kind: 'set_step', step: 'Tell Ada', status: 'completed', detail: 'Answered 200' };
			const once = context();
			const first = await store.execute(target, done, once);
			expect(first.case.steps).toEqual([
				{ name: 'Tell Ada', status: 'completed', at: '2026-01-05T09:00:00.000Z', detail: 'Answered 200' },
			]);
			expect(await store.execute(target, done, once)).toEqual(first);
			expect((await store.readTimeline('C-0001')).at(-1)).toMatchObject({ reason: 'Answered 200' });
			const again = context();
			const refused = await store.execute(target, { ...done, status: 'failed' }, again);
			expect(refused).toMatchObject({ outcome: 'refused', refusal: { code: 'CASE_STEP_ILLEGAL' } });
			expect(await store.execute(target, { ...done, status: 'failed' }, again)).toEqual(refused);
			expect(await send(done, { expected_version: 1 })).toMatchObject({ refusal: { code: 'CASE_VERSION_CONFLICT' } });
		});

		test('an update changes the case once, and erasing it takes its values away', async () => {
			const update = readCaseUpdate({
				fields: { subject: 'Ada called', priority: 'urgent' },
				attributes: { plan: 'gold' },
				add_tags: ['vip'],
				reason: 'She called',
			});
			const once = context();
			const first = await store.execute(target, update, once);
			expect(first.case).toMatchObject({ subject: 'Ada called', priority: 'urgent', tags: ['vip'], version: 2 });
			expect(await store.execute(target, update, once)).toEqual(first);
			const [, told] = await store.readTimeline('C-0001');
			expect(told).toMatchObject({
				type: 'case.updated',
				reason: 'She called',
				data: { changed: ['attributes/plan', 'subject'], priority: 'urgent', tags_added: ['vip'] },
			});
			const parts = [{ entry_id: told!.entry_id, name: 'command' }];
			await store.redact({ parts }, { reason: 'Asked', basis: 'GDPR 17', ticket: 'P-1' }, context());
			expect(await store.getCase('C-0001')).toMatchObject({ subject: null, attributes: {}, tags: ['vip'] });
		});
	});
}
