import { randomBytes } from 'node:crypto';
import { CompiledQuery, type Transaction } from 'kysely';

import { entryId, type CaseCommand } from '../../core';
import type { TriageStore } from '../../storage';
import { Statements } from '../../storage/log/statements';
import { WorkUnit } from '../../storage/log/unit';
import type { StoreTables } from '../../storage/tables';
import { context, owner, refusalOf, ticket, useStore, type StoreUnderTest } from './subject';

/** Appends what as many changes of state would, without a transaction for each. */
async function fill(trx: Transaction<StoreTables>, caseId: string, count: number) {
	const ports = { now: () => '2026-01-05T09:00:00.000Z', randomBytes };
	const sent: Array<Promise<unknown>> = [];
	const run = async <Row>(statement: string, parameters: readonly unknown[]) =>
		(await trx.executeQuery<Row>(CompiledQuery.raw(statement, [...parameters]))).rows;
	const send = (statement: string, parameters: readonly unknown[]) => void sent.push(run(statement, parameters));
	const session = { db: trx, run, send };
	const unit = await new WorkUnit(session, new Statements(trx, 500), ports).begin({ trailIds: [caseId] });
	for (let done = 0; done < count; done += 1) {
		const isEven = done % 2 === 0;
		unit.append(caseId, [
			{
				id: entryId('fill', done),
				type: 'state.changed',
				occurred_at: ports.now(),
				actor: context().actor,
				data: isEven ? { from: 'queued', to: 'in-progress' } : { from: 'in-progress', to: 'queued' },
				parts: [],
			},
		]);
		if (done % 500 === 499) unit.flush();
	}
	unit.flush();
	await Promise.all(sent);
}

/** The part of the contract that is about the log: its clock, its places, its size, and text that is hard to keep. */
export function describeLog(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`log on ${engine}`, () => {
		const subject = useStore(open);
		const { openCase } = subject;
		let store: TriageStore;
		beforeEach(() => {
			({ store } = subject);
		});

		test('a new store holds one entry about itself and no case', async () => {
			const { entry_count, case_count, root } = await store.verify();
			expect([entry_count, case_count]).toEqual([1, 0]);
			expect(root).toMatch(/^[0-9a-f]{64}$/);
			expect((await store.findCases({ order: 'newest' })).cases).toEqual([]);
		});

		test('a probe writes as a command would, and changes nothing', async () => {
			await openCase();
			const { entry_count, root } = await store.verify();
			expect(await store.probe()).toEqual({ entry_count });
			expect(await store.verify()).toMatchObject({ entry_count, root, findings: [] });
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

		test('a clock that steps back never takes the log back', async () => {
			subject.setNow('2026-01-05T12:00:00.000Z');
			await openCase();
			subject.setNow('2026-01-05T11:00:00.000Z');
			await openCase({ ticket_id: 'T-2' });
			const [first, second] = (await store.findCases({ order: 'oldest' })).cases;
			expect([first?.opened_at, second?.opened_at]).toEqual(['2026-01-05T12:00:00.000Z', '2026-01-05T12:00:00.000Z']);
		});

		test('hostile text is kept as it can be kept, and stays findable', async () => {
			const { case: record } = await openCase({
				ticket_id: '__proto__',
				product: '\u0000P\ud800',
				type: '\u0000T\ud800',
				subject: '__proto__ \u2028 "\'; drop table cases; -- 😀',
			});
			expect(record.product).toBe('\ufffdP\ufffd');
			expect(record.subject).toBe('__proto__ \u2028 "\'; drop table cases; -- 😀');
			expect((await store.findCases({ order: 'newest', ticket_id: '__proto__' })).cases).toEqual([record]);
			for (const type of ['\u0000T\ud800', '\ufffdT\ufffd']) {
				expect((await store.findCases({ order: 'newest', type })).cases).toEqual([record]);
			}
			for (const id of ['C-\u0000', 'C-\udfff', '\u0000']) {
				expect(await store.getCase(id)).toBeNull();
				expect(await store.readTimeline(id)).toEqual([]);
				expect(await refusalOf(store.execute({ case_id: id }, owner, context()))).toBe('CASE_NOT_FOUND');
			}
			await openCase({ ticket_id: 'T-\ufffd' });
			for (const ticket_id of ['T-\u0000', 'T-\ud800']) {
				expect((await store.findCases({ order: 'newest', ticket_id })).cases).toEqual([]);
				const raw: CaseCommand = { kind: 'open', fields: { ...ticket(), ticket_id } };
				expect(await refusalOf(store.execute(null, raw, context()))).toBe('EVIDENCE_INVALID');
			}
		});

		test('a new store opened many times at once has one log', async () => {
			const others = await Promise.all(Array.from({ length: 6 }, async () => await subject.openAnother()));
			const all = await Promise.all([store, ...others].map(async (one) => await one.verify()));
			expect(new Set(all.map(({ root }) => root)).size).toBe(1);
			expect(all[0]).toMatchObject({ entry_count: 1, findings: [] });
			await Promise.all(others.map(async (one) => await one.close()));
		});

		test('entries of the same millisecond keep their order, and no instant is rounded', async () => {
			const another = await subject.openAnother();
			const instants = ['2026-01-05T09:00:00.999Z', '2026-01-05T09:00:00.998Z', '2026-01-05T09:00:01.000Z'];
			const opened: string[] = [];
			for (const [index, instant] of [...instants, ...instants].entries()) {
				subject.setNow(instant);
				const command: CaseCommand = { kind: 'open', fields: ticket({ ticket_id: `T-${index}` }) };
				const result = await (index % 2 ? store : another).execute(null, command, context());
				opened.push(`${result.case.case_id} ${result.case.opened_at.slice(17)}`);
			}
			await another.close();
			const expected = ['00.999Z', '00.999Z', '01.000Z', '01.000Z', '01.000Z', '01.000Z'];
			expect(opened).toEqual(expected.map((second, index) => `C-000${index + 1} ${second}`));
			const found = async (order: 'newest' | 'oldest') =>
				(await store.findCases({ order })).cases.map((one) => `${one.case_id} ${one.opened_at.slice(17)}`);
			expect(await found('oldest')).toEqual(opened);
			expect(await found('newest')).toEqual([...opened].reverse());
		});

		test('a case of 10,000 entries is read, changed and verified like any other', async () => {
			await openCase();
			const target = { case_id: 'C-0001' };
			await store.execute(target, owner, context());
			const tables = subject.openTables();
			await tables.transaction().execute(async (trx) => await fill(trx, 'C-0001', 9998));
			await tables.destroy();
			const changed = await store.execute(target, { kind: 'change_state', to: 'in-progress' }, context());
			expect(changed).toMatchObject({ outcome: 'accepted', case: { version: 10_001, state: 'in-progress' } });
			const timeline = await store.readTimeline('C-0001');
			expect(timeline.map(({ seq }) => seq)).toEqual(Array.from({ length: 10_001 }, (_, seq) => seq));
			expect(await store.verify()).toMatchObject({ entry_count: 10_006, findings: [] });
		}, 60_000);

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
