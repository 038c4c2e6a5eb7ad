import { CompiledQuery, sql, type Kysely } from 'kysely';

import { type CaseCommand, type TriageCase } from '../../core';
import type { TriageStore } from '../../storage';
import { selectCases } from '../../storage/queries/findCases';
import type { StoreTables } from '../../storage/tables';
import { note } from './evidenceContract';
import { exceptionItem } from './exceptionContract';
import { caseRow, context, owner, refusalOf, useStore, type StoreUnderTest } from './subject';
import { plus, standard, startOf } from './timers';

type Query = Partial<Parameters<TriageStore['findCases']>[0]>;

const now = '2026-01-05T12:00:00.000Z';
const review = { reviewer_role: 'QA', checklist: ['Look'], ttl_seconds: 3600 };
const allOrders = [
	'newest',
	'oldest',
	'recently_updated',
	'least_recently_updated',
	'most_urgent',
	'least_urgent',
] as const;

/** Three of 700 cases that one seed draws. */
const drawnIds = ['C-0030', 'C-0193', 'C-0281'];

/** How the engine would run a query where the table is large, in its own words. */
async function planOf(db: Kysely<StoreTables>, engine: string, query: Query): Promise<string> {
	return await db.connection().execute(async (connection) => {
		// A table of few rows is read as a whole, whatever indexes it has.
		// The few cases of one customer are sorted; all others would be too many.
		const ways = query.customer_id === undefined ? ['seqscan', 'sort', 'incremental_sort'] : ['seqscan'];
		for (const way of engine === 'PostgreSQL' ? ways : []) {
			await sql.raw(`set enable_${way} = off`).execute(connection);
		}
		const { sql: text, parameters } = selectCases(connection, { order: 'oldest', ...query })
			.limit(50)
			.compile();
		const way = engine === 'PostgreSQL' ? 'explain' : 'explain query plan';
		const { rows: lines } = await connection.executeQuery<Record<string, unknown>>(
			CompiledQuery.raw(`${way} ${text}`, [...parameters]),
		);
		return lines.map((line) => String(line.detail ?? line['QUERY PLAN'])).join('\n');
	});
}

/** Cases are found by what is asked, in pages, and drawn at random. */
export function describeCaseSearch(engine: string, open: () => Promise<StoreUnderTest>): void {
	describe(`case search on ${engine}`, () => {
		const subject = useStore(open);
		const finding = async (query: Query) =>
			(await subject.store.findCases({ order: 'oldest', ...query })).cases.map(({ case_id }) =>
				Number(case_id.slice(2)),
			);
		const send = async (number: number, ...commands: CaseCommand[]) => {
			for (const command of commands) {
				await subject.store.execute({ case_id: `C-000${number}` }, command, context());
			}
		};

		/** Copies of a case, as many as no page holds. */
		async function fill(count: number) {
			const { case: first } = await subject.openCase();
			const tables = subject.openTables();
			const rows = Array.from({ length: count - 1 }, (_, index) => {
				const case_id = `C-${String(index + 2).padStart(4, '0')}`;
				const priority = (['low', 'normal', 'high', 'urgent'] as const)[index % 4]!;
				// Many at the same instant.
				const opened_at = `2026-01-05T10:00:0${index % 7}.000Z`;
				const one: TriageCase = { ...first, case_id, ticket_id: case_id, priority, opened_at, updated_at: opened_at };
				return caseRow(one);
			});
			for (let from = 0; from < rows.length; from += 100) {
				await tables
					.insertInto('cases')
					.values(rows.slice(from, from + 100))
					.execute();
			}
			return {
				async empty() {
					await tables.deleteFrom('cases').where('case_number', '>', 1).execute();
					await tables.destroy();
				},
			};
		}

		test('each filter finds what it names', async () => {
			for (const [index, more] of [
				{ priority: 'low', subject: 'Ärger mit der 100%-Rechnung' },
				{ priority: 'urgent', subject: 'No invoice_today' },
				{ priority: 'high', subject: 'Invoices twice' },
			].entries()) {
				subject.setNow(`2026-01-05T09:0${index}:00.000Z`);
				await subject.openCase({ ticket_id: `T-${index}`, ...more });
			}
			subject.setNow('2026-01-05T10:00:00.000Z');
			await send(1, { kind: 'update', add_tags: ['a"b', 'vip'] });
			expect(await finding({ priorities: ['urgent', 'low'] })).toEqual([1, 2]);
			expect(await finding({ opened_before: '2026-01-05T09:02:00.000Z' })).toEqual([1, 2]);
			expect(await finding({ opened_after: '2026-01-05T09:00:00.000Z', opened_before: now })).toEqual([2, 3]);
			expect(await finding({ updated_after: '2026-01-05T09:30:00.000Z' })).toEqual([1]);
			await send(2, { kind: 'update', fields: { customer_id: 'CU-9' } });
			expect(await finding({ customer_id: 'CU-9' })).toEqual([2]);
			for (const customer_id of ['cu-9', 'CU-', 'CU-%', '']) expect(await finding({ customer_id })).toEqual([]);
			expect(await finding({ tag: 'VIP' })).toEqual([1]);
			for (const tag of ['a"b', 'vip']) expect(await finding({ tag })).toEqual([1]);
			for (const tag of ['vi', ',', '","', '%', 'b', '__proto__']) expect(await finding({ tag })).toEqual([]);
			expect(await finding({ subject_contains: 'INVOICE' })).toEqual([2, 3]);
			expect(await finding({ subject_contains: 'ärger' })).toEqual([1]);
			for (const subject_contains of ['A\u0308RGER', '0%-']) expect(await finding({ subject_contains })).toEqual([1]);
			expect(await finding({ subject_contains: 'invoice%' })).toEqual([]);
			expect(await finding({ subject_contains: '_' })).toEqual([2]);
		});

		test('cases are ordered by when they were opened or changed, and by urgency', async () => {
			for (const [index, priority] of ['low', 'urgent', 'normal', 'urgent'].entries()) {
				await subject.openCase({ ticket_id: `T-${index}`, priority });
			}
			subject.setNow('2026-01-05T10:00:00.000Z');
			await send(2, owner);
			expect(await finding({ order: 'most_urgent' })).toEqual([2, 4, 3, 1]);
			expect(await finding({ order: 'least_urgent' })).toEqual([1, 3, 4, 2]);
			expect(await finding({ order: 'recently_updated' })).toEqual([2, 4, 3, 1]);
			expect(await finding({ order: 'least_recently_updated' })).toEqual([1, 3, 4, 2]);
		});

		test('finds cases with open exceptions, without evidence, and of which a time limit has passed', async () => {
			for (let index = 1; index <= 4; index += 1) await subject.openCase({ ticket_id: `T-${index}` });
			await send(1, { kind: 'change_state', to: 'manual-review', ...review });
			const budget = { within: { amount: 30, unit: 'business_minutes' } } as const;
			const timer = { case_id: 'C-0002', name: 'First response' };
			await subject.store.executeTimer(timer, startOf(standard, budget), context());
			await subject.store.openExceptions([exceptionItem({ case_id: 'C-0004' })]);
			await subject.store.record(note('Called', { case_id: 'C-0003' }), context());

			expect(await finding({ overdue_at: plus(29) })).toEqual([]);
			expect(await finding({ overdue_at: plus(30) })).toEqual([2]);
			expect(await finding({ overdue_at: plus(60) })).toEqual([1, 2]);
			expect(await finding({ overdue_at: plus(60), states: ['manual-review'] })).toEqual([1]);
			expect(await finding({ without_evidence: true })).toEqual([1, 2, 4]);
			expect(await finding({ has_open_exceptions: true })).toEqual([4]);
			expect(await finding({ has_open_exceptions: false })).toEqual([1, 2, 3]);

			await subject.store.executeTimer(timer, { kind: 'stop' }, context());
			await send(1, owner, { kind: 'change_state', to: 'in-progress' });
			expect(await finding({ overdue_at: plus(60) })).toEqual([]);
		});

		test('pages hold each case once, in every order', async () => {
			const filled = await fill(1203);
			for (const order of allOrders) {
				const found = await finding({ order });
				expect(found).toHaveLength(1203);
				expect(new Set(found).size).toBe(1203);
				expect(await finding({ order, limit: 600 })).toEqual(found.slice(0, 600));
				expect(await finding({ order, limit: 7 })).toEqual(found.slice(0, 7));
			}
			const [newest, oldest] = [await finding({ order: 'newest' }), await finding({ order: 'oldest' })];
			expect(newest).toEqual(oldest.reverse());
			const urgent = await finding({ priorities: ['urgent'], subject_contains: 'BILLING', limit: 290 });
			expect(urgent).toHaveLength(290);
			await filled.empty();
		});

		test('a page goes on where the one before ended, in every order', async () => {
			const filled = await fill(41);
			const { store } = subject;
			for (const order of allOrders) {
				for (const more of [{}, { subject_contains: 'billing', states: ['queued'] }] as const) {
					const seen: string[] = [];
					for (let cursor: string | null | undefined; cursor !== null;) {
						const query = { order, limit: 8, ...more, ...(cursor !== undefined && { cursor }) };
						const page = await store.findCases(query);
						seen.push(...page.cases.map(({ case_id }) => case_id));
						cursor = page.next_cursor;
					}
					expect(seen).toEqual((await store.findCases({ order, ...more })).cases.map(({ case_id }) => case_id));
				}
			}
			// The last page is full, and nothing is behind it.
			expect((await store.findCases({ order: 'oldest', limit: 41 })).next_cursor).toBeNull();
			expect((await store.findCases({ order: 'oldest' })).next_cursor).toBeNull();
			await filled.empty();
		});

		test.each([
			['oldest', '2/7'],
			['most_urgent', '2026-01-05T10:00:00.000Z/7'],
			['newest', "'; drop"],
			['newest', ''],
		] as const)('refuses a cursor that is none of the order: %s %s', async (order, cursor) => {
			expect(await refusalOf(subject.store.findCases({ order, cursor }))).toBe('FIELD_INVALID');
		});

		test('a customer who was erased finds no case any more', async () => {
			await subject.openCase({ ticket_id: 'T-1', customer_id: 'CU-7' });
			await subject.openCase({ ticket_id: 'T-2', customer_id: 'CU-8' });
			expect(await finding({ customer_id: 'CU-7' })).toEqual([1]);
			const reason = { basis: 'GDPR Art. 17', reason: 'Asked for', ticket: 'P-1' };
			await subject.store.redact({ subject: 'CU-7' }, reason, context());
			expect(await finding({ customer_id: 'CU-7' })).toEqual([]);
			expect(await finding({ customer_id: 'CU-8' })).toEqual([2]);
			const tables = subject.openTables();
			const columns = await tables.selectFrom('cases').select('customer_id').orderBy('case_id').execute();
			await tables.destroy();
			expect(columns).toEqual([{ customer_id: null }, { customer_id: 'CU-8' }]);
			expect((await subject.store.verify()).findings).toEqual([]);
		});

		test('a sample is drawn from all that match, and the same seed draws it again', async () => {
			const filled = await fill(700);
			const draw = async (seed: string, query: Query = {}) => {
				const sampled = await subject.store.sampleCases({ order: 'oldest', size: 3, seed, ...query });
				return { ids: sampled.cases.map(({ case_id }) => case_id), count: sampled.match_count };
			};
			// What both engines draw, for good.
			expect(await draw('231/0')).toEqual({ ids: drawnIds, count: 700 });
			expect((await draw('231/0', { order: 'least_urgent' })).ids.sort()).toEqual([...drawnIds].sort());
			expect(await draw('232/0')).not.toEqual(await draw('231/0'));
			const urgent = await draw('231/0', { priorities: ['urgent'], size: 1000 } as never);
			expect([urgent.count, urgent.ids.length]).toEqual([174, 174]);
			expect(await draw('x', { type: 'nothing' })).toEqual({ ids: [], count: 0 });
			await filled.empty();
		});

		test.each<[Query, RegExp[]]>([
			[{ order: 'oldest' }, [/cases_opened/]],
			[{ order: 'newest', opened_after: plus(0) }, [/cases_opened/]],
			[{ order: 'recently_updated' }, [/cases_updated/]],
			[{ order: 'least_recently_updated', updated_after: plus(0) }, [/cases_updated/]],
			[{ order: 'most_urgent' }, [/cases_urgency/]],
			[{ order: 'least_urgent' }, [/cases_urgency/]],
			[{ overdue_at: plus(0) }, [/timers_overdue/, /cases_until/]],
			[{ has_open_exceptions: true }, [/cases_open_exceptions/]],
			[{ customer_id: 'CU-7' }, [/cases_customer/]],
			[{ without_evidence: true }, [/audit_entry_(case|type)/]],
		])('%j goes by an index', async (query, indexes) => {
			const tables = subject.openTables();
			const plan = await planOf(tables, engine, query);
			await tables.destroy();
			for (const index of indexes) expect(plan).toMatch(index);
		});
	});
}
