import type { Kysely } from 'kysely';

import { entryId, type ExceptionValues, type TriageCase } from '../../core';
import type { TriageStore } from '../../storage';
import { foldCases } from '../../storage/schema/foldCases';
import { checkResult, evaluation } from '../core/case/given';
import { note } from './evidenceContract';
import { exceptionItem } from './exceptionContract';
import { checkCase, closeCase, context, owner, useStore, type StoreUnderTest } from './subject';

const target = { case_id: 'C-0001' };
const resolve = { kind: 'resolve', resolution: 'fixed' } as const;
const failing = [checkResult('Contact updated'), checkResult('Customer notified', { status: 'unknown' })];

/** What every engine must do with checks of cases; each engine's own test file calls it. */
export function describeQa(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`checks on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(async () => {
			({ store } = subject);
			await subject.openCase();
			await store.execute(target, owner, context());
			await store.execute(target, { kind: 'change_state', to: 'in-progress' }, context());
		});

		test('Q2: a case whose checks do not pass stays open, and the reason names them', async () => {
			await checkCase(store, 'C-0001', { checks: failing });
			const refused = await store.execute(target, resolve, context());
			expect(refused).toMatchObject({
				outcome: 'refused',
				case: { state: 'in-progress', qa: { before_closing: { passed: false, score: '1/2' } } },
				refusal: { code: 'CASE_GUARD_UNMET', message: expect.stringContaining('1/2: Customer notified') as string },
			});
			expect((await store.readTimeline('C-0001')).slice(-2)).toMatchObject([
				{ type: 'qa.evaluated', data: { blocking: ['Customer notified'], checklist: 'Closing' } },
				{ type: 'command.refused', data: { command: 'resolve', from: 'in-progress', to: 'resolved' } },
			]);
		});

		test('an exception that holds nothing back is told to its case, which is resolved before it', async () => {
			await checkCase(store, 'C-0001');
			const [opened] = await store.openExceptions([exceptionItem({ holds_back: false })]);
			expect(await store.getCase('C-0001')).toMatchObject({ open_exceptions: [] });
			expect((await store.readTimeline('C-0001')).at(-1)).toMatchObject({
				type: 'exception.linked',
				data: { exception_id: 'EX-0001', holds_back: false },
			});
			expect(await store.execute(target, resolve, context())).toMatchObject({ case: { state: 'resolved' } });
			await store.executeException(opened!.exception.exception_id, { kind: 'tick', lines: [1, 2] }, context());
			const settled = await store.executeException('EX-0001', resolve, context());
			expect(settled).toMatchObject({ outcome: 'accepted', exception: { state: 'resolved' } });
			expect((await store.verify()).findings).toEqual([]);
		});

		test('an exception of checks ends with the command that makes them again, and the case is resolved right after', async () => {
			const checks = { stage: 'before_closing', checklist: 'Closing' } as const;
			const held = (more: Partial<ExceptionValues> = {}) => exceptionItem({ label: 'qa.blocker', checks, ...more });
			await checkCase(store, 'C-0001', { checks: failing });
			await store.openExceptions([held(), held({ checks: { ...checks, checklist: 'Refunds' }, fingerprint: 'b' })]);
			// A day later the same is an exception of its own, and the first one still waits.
			subject.setNow('2026-01-06T10:00:00.000Z');
			await checkCase(store, 'C-0001', { checks: failing });
			await store.openExceptions([held()]);
			expect((await store.getCase('C-0001'))!.open_exceptions).toEqual(['EX-0001', 'EX-0002', 'EX-0003']);

			const once = context({ actor: { kind: 'workflow', id: 'closing' } });
			const { version } = (await store.getCase('C-0001'))!;
			const result = await store.execute(target, evaluation(version, { checklist: 'Closing v2' }), once);
			expect(result).toMatchObject({ outcome: 'accepted', case: { open_exceptions: ['EX-0002'] } });
			expect(result.case).toEqual(await store.getCase('C-0001'));
			expect(await store.execute(target, evaluation(version, { checklist: 'Closing v2' }), once)).toEqual(result);
			for (const id of ['EX-0001', 'EX-0003']) {
				expect(await store.getException(id)).toMatchObject({
					state: 'resolved',
					resolution: 'fixed',
					label: 'qa.blocker',
				});
				expect((await store.readTimeline(`_exception/${id}`)).slice(-2)).toMatchObject([
					{ type: 'exception.ticked', data: { lines: ['1', '2'] }, actor: 'workflow:closing' },
					{
						type: 'exception.resolved',
						data: { evidence_id: entryId(once.command_id, 0) },
						actor: 'workflow:closing',
						reason: "The checks pass: 1/1 of 'Closing v2'",
					},
				]);
				expect(await store.getTimer({ case_id: id, name: 'Deadline' })).toMatchObject({ state: 'resolved' });
			}
			expect((await store.readTimeline('C-0001')).slice(-3).map(({ type }) => type)).toEqual([
				'qa.evaluated',
				'exception.settled',
				'exception.settled',
			]);

			await checkCase(store, 'C-0001', { checklist: 'Refunds' });
			expect(await store.execute(target, resolve, context())).toMatchObject({ case: { state: 'resolved' } });
			expect((await store.rebuild(context())).differences).toEqual([]);
		});

		test('an override ends what held the case back as a workaround', async () => {
			const override = { role: 'Quality-Lead', reason: 'The customer left' };
			const checks = { stage: 'before_closing', checklist: 'Closing' } as const;
			await store.openExceptions([exceptionItem({ label: 'qa.blocker', checks })]);
			await checkCase(store, 'C-0001', { checks: failing });
			expect(await store.getCase('C-0001')).toMatchObject({ open_exceptions: ['EX-0001'] });
			await checkCase(store, 'C-0001', { checks: failing, override });
			expect(await store.getException('EX-0001')).toMatchObject({ state: 'resolved', resolution: 'workaround' });
			expect(await store.execute(target, resolve, context())).toMatchObject({ case: { state: 'resolved' } });
		});

		test('Q3: evidence that comes after the checks makes them out of date', async () => {
			await checkCase(store, 'C-0001');
			await store.record(note('The customer wrote again'), context());
			const refused = await store.execute(target, resolve, context());
			expect(refused).toMatchObject({
				outcome: 'refused',
				refusal: { message: expect.stringContaining('newer than its last change (made at version 3)') as string },
			});
			expect(await closeCase(store, 'C-0001')).toMatchObject({ outcome: 'accepted', case: { state: 'resolved' } });
		});

		test('a refusal is the same when the same command comes again, though the case could be resolved by then', async () => {
			const once = context();
			const refused = await store.execute(target, resolve, once);
			await checkCase(store, 'C-0001');
			expect(await store.execute(target, resolve, once)).toMatchObject({
				outcome: 'refused',
				refusal: refused.outcome === 'refused' && refused.refusal,
			});
		});

		test('of what is decided on the same version at once, only the first counts', async () => {
			const two = [evaluation(3), evaluation(3, { checks: failing })];
			const other = await subject.openAnother();
			const results = await Promise.all(
				two.map(async (command, at) => await [store, other][at]!.execute(target, command, context())),
			);
			expect(results.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'refused']);
			expect((await store.getCase('C-0001'))!.version).toBe(4);
			await other.close();
		});

		test('checks that are sent twice under one id are recorded once', async () => {
			const once = context();
			const first = await store.execute(target, evaluation(3), once);
			expect(await store.execute(target, evaluation(3), once)).toEqual(first);
			expect((await store.getCase('C-0001'))!.version).toBe(4);
		});

		test('who overrides is made a role where nobody knew it', async () => {
			const override = { role: 'Quality-Lead', reason: 'The customer left' };
			await checkCase(store, 'C-0001', { checks: failing, override });
			expect(await store.listRoles()).toContain('Quality-Lead');
			expect(await store.execute(target, resolve, context())).toMatchObject({
				outcome: 'accepted',
				case: { qa: { before_closing: { passed: false, override } } },
			});
		});

		test('what checks came to is made again from the log, by a later version of the pack too', async () => {
			await checkCase(store, 'C-0001', { checks: failing, override: { role: 'Lead', reason: 'It is fine' } });
			const expected = (await store.getCase('C-0001'))!;
			const { qa: _qa, ...older } = expected as TriageCase;
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
