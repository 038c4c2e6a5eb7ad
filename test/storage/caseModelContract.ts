import type { CaseCommand } from '../../core';
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
	});
}
