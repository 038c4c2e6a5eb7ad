import { Client } from 'pg';

import { alwaysOpen, type StartTimer } from '../../core';
import { openPostgresStore, type TriageStore } from '../../storage';
import { checkConnection } from '../../storage/postgres/connection';
import { createPool } from '../../storage/postgres/pool';
import { PreparedTexts } from '../../storage/postgres/prepared';
import { Writer } from '../../storage/postgres/transaction';
import { describeOnPostgres, runSql, useDatabase } from '../harness/postgres';
import { complaintOf, context, openTicket } from './subject';

const start: StartTimer = {
	kind: 'start',
	chain: {
		id: 'billing',
		version: 1,
		steps: [{ target_role: 'Billing', wait_seconds: 60 }],
		on_exhausted: { fallback_role: 'Triage', wait_seconds: 3600 },
		ack_ttl_seconds: 3600,
	},
	calendar: alwaysOpen(),
	within: null,
	started_at: null,
	on_running: 'keep',
	pause_while_waiting: false,
};

describeOnPostgres('a transaction on PostgreSQL', () => {
	const database = useDatabase();
	let count = 0;
	const newConnection = () => database.connection(`trips_${(count += 1)}`);

	const sent = { waiting: 0, trips: 0, statements: 0 };

	beforeAll(() => {
		// Before any connection is there: each keeps what it was made with.
		const original = Client.prototype.query as (...request: unknown[]) => Promise<unknown>;
		const spy = jest.spyOn(Client.prototype, 'query') as unknown as jest.SpyInstance<Promise<unknown>, unknown[]>;
		spy.mockImplementation(async function (this: Client, ...request) {
			sent.statements += 1;
			if (sent.waiting === 0) sent.trips += 1;
			sent.waiting += 1;
			try {
				return await original.apply(this, request);
			} finally {
				sent.waiting -= 1;
			}
		});
	});
	afterAll(() => jest.restoreAllMocks());

	/** How much is asked, and how often of it while no other answer is waited for. */
	async function countTrips(work: () => Promise<unknown>) {
		const { trips, statements } = sent;
		await work();
		return { trips: sent.trips - trips, statements: sent.statements - statements };
	}

	const startTimer = async (store: TriageStore, name: string) =>
		await store.executeTimer({ case_id: 'C-0001', name }, start, context());
	const note = async (store: TriageStore) =>
		await store.record({ case_id: 'C-0001', type: 'note.added', data: {} }, context());

	test('reads in one go and writes in another, whatever is appended', async () => {
		const store = await openPostgresStore(newConnection());
		await openTicket(store);
		await startTimer(store, 'first');
		// Begin, lock, head, entry of the command, three kinds of rows; entry, part, row, head, commit.
		expect(await countTrips(async () => await startTimer(store, 'second'))).toEqual({ trips: 2, statements: 12 });
		expect(await countTrips(async () => await openTicket(store, 'T-2'))).toEqual({ trips: 2, statements: 10 });
		await store.close();
	});

	test('asks again only for what the first answers name', async () => {
		const store = await openPostgresStore(newConnection());
		await openTicket(store);
		// No timer goes on, so none is read.
		expect(await countTrips(async () => await note(store))).toMatchObject({ trips: 2 });
		await startTimer(store, 'first');
		expect(await countTrips(async () => await note(store))).toMatchObject({ trips: 3 });
		await store.close();
	});

	test('commands that come together share it', async () => {
		const store = await openPostgresStore(newConnection());
		await openTicket(store);
		const names = Array.from({ length: 20 }, (_, index) => `timer ${index}`);
		const work = async () => await Promise.all(names.map(async (name) => await startTimer(store, name)));
		expect(await countTrips(work)).toMatchObject({ trips: 2 });
		expect(await store.findTimers({ case_id: 'C-0001' })).toHaveLength(names.length);
		await store.close();
	});

	test('keeps nothing when one of its statements fails, says which, and the connection goes on', async () => {
		const connection = newConnection();
		const store = await openPostgresStore(connection);
		const path = `set search_path = ${connection.schema}`;
		await runSql(database.name, path, "alter table cases add constraint no_nine check (ticket_id <> 'T-9')");
		// The first time, and again when its statements are prepared.
		for (const ticketId of ['T-1', 'T-2']) {
			expect(await complaintOf(openTicket(store, 'T-9'))).toMatchObject({
				code: 'STORE_UNAVAILABLE',
				message: expect.stringContaining('violates check constraint "no_nine"') as string,
			});
			expect(await openTicket(store, ticketId)).toMatchObject({ outcome: 'accepted', is_new: true });
		}
		const { entry_count, case_count, findings } = await store.verify();
		expect([entry_count, case_count, findings]).toEqual([3, 2, []]);
		await store.close();
	});

	describe('sent by hand', () => {
		/** A table in a store, and what writes to it. */
		async function newWriter() {
			const connection = newConnection();
			await (await openPostgresStore(connection)).close();
			const prepared = new PreparedTexts();
			const pool = createPool(checkConnection(connection), 300, prepared);
			await pool.query('create table kept (name text primary key)');
			const kept = async () => (await pool.query<{ name: string }>('select name from kept')).rows;
			return { writer: new Writer(pool, prepared), pool, kept };
		}
		const insert = 'insert into kept values ($1)';

		test('keeps all of it', async () => {
			const { writer, pool, kept } = await newWriter();
			const answer = await writer.write(async (session) => {
				await session.run('select 1', []);
				session.send(insert, ['a']);
				session.send(insert, ['b']);
				return (await session.db.selectFrom('audit_log').select('size').execute()).length;
			});
			expect(answer).toBe(1);
			expect(await kept()).toEqual([{ name: 'a' }, { name: 'b' }]);
			await pool.end();
		});

		test('keeps nothing where one value cannot be sent', async () => {
			const { writer, pool, kept } = await newWriter();
			const unsendable = {
				toPostgres: () => {
					throw new TypeError('No such value');
				},
			};
			const work = writer.write(async (session) => {
				await session.run('select 1', []);
				session.send(insert, ['a']);
				session.send(insert, [unsendable]);
			});
			await expect(work).rejects.toThrow('No such value');
			expect(await kept()).toEqual([]);
			await pool.end();
		});

		test('gives the reason, and not what follows from it', async () => {
			const { writer, pool, kept } = await newWriter();
			const work = writer.write(async (session) => {
				await session.run('select 1', []);
				session.send(insert, ['a']);
				session.send(insert, ['a']);
				await session.run('select 2', []);
			});
			await expect(work).rejects.toMatchObject({ code: '23505' });
			expect(await kept()).toEqual([]);
			await pool.end();
		});

		test('sends nothing to be kept before it has the lock', async () => {
			const { writer, pool, kept } = await newWriter();
			const early = writer.write(async (session) => await Promise.resolve(session.send(insert, ['a'])));
			await expect(early).rejects.toThrow(RangeError);
			const holder = await pool.connect();
			await holder.query('begin; select 1 from audit_log for update');
			const late = writer.write(async (session) => {
				await session.run('select 1', []);
				session.send(insert, ['a']);
			});
			// The server says so of the lock; of the rest, that the transaction is over.
			await expect(late).rejects.toMatchObject({ code: '55P03' });
			await holder.query('rollback');
			holder.release();
			expect(await kept()).toEqual([]);
			await pool.end();
		});
	});
});
