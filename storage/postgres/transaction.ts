import { Kysely, PostgresDialect } from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';

import type { WriteSession } from '../engine';
import type { StoreTables } from '../tables';
import type { PreparedTexts } from './prepared';

/** The head of the log is the write lock. */
const lock = 'select size from audit_log for update';

/** What is built when it is needed goes over the same connection, in its turn. */
function kyselyOn(client: PoolClient): Kysely<StoreTables> {
	const lent = { query: client.query.bind(client), release: () => {} } as unknown as PoolClient;
	const pool = { connect: async () => await Promise.resolve(lent), end: async () => {}, options: {} };
	return new Kysely<StoreTables>({ dialect: new PostgresDialect({ pool }) });
}

/** What was refused before it could be sent is known after it. */
const nextTurn = async () => await new Promise<void>((resolve) => process.nextTick(resolve));

/**
 * One transaction on a connection whose statements are sent without waiting for the answers to those before: a server runs
 * them in their order, and after one that fails refuses the others and the commit.
 */
class Transaction implements WriteSession {
	#failure: { cause: unknown } | null = null;
	#hasLock = false;

	constructor(
		readonly db: Kysely<StoreTables>,
		private readonly client: PoolClient,
		private readonly prepared: PreparedTexts,
	) {}

	begin(): void {
		this.#query('begin', []).catch(() => {});
		this.run(lock, []).then(
			() => (this.#hasLock = true),
			() => {},
		);
	}

	async run<Row>(statement: string, parameters: readonly unknown[]): Promise<Row[]> {
		this.prepared.add(statement, parameters);
		return (await this.#query(statement, parameters)).rows as Row[];
	}

	send(statement: string, parameters: readonly unknown[]): void {
		// Without a transaction around it, it would be kept by itself.
		if (!this.#hasLock) throw new RangeError('Nothing is written before the lock is there');
		this.run(statement, parameters).catch(() => {});
	}

	async commit(): Promise<void> {
		await nextTurn();
		this.#complain();
		const { command } = await this.#query('commit', []);
		this.#complain();
		if (command !== 'COMMIT') throw new Error('The transaction was rolled back');
	}

	/** The reason for what was thrown: what failed first, as a server refuses the rest without saying why. */
	reasonOf(thrown: unknown): unknown {
		return this.#failure === null ? thrown : this.#failure.cause;
	}

	#complain(): void {
		if (this.#failure !== null) throw this.#failure.cause;
	}

	async #query(text: string, values: readonly unknown[]): Promise<QueryResult> {
		try {
			return await this.client.query(text, [...values]);
		} catch (cause) {
			this.#failure ??= { cause };
			throw cause;
		}
	}
}

/** Runs what writes, one transaction at a time on each connection of a pool. */
export class Writer {
	readonly #dbs = new WeakMap<PoolClient, Kysely<StoreTables>>();

	constructor(
		private readonly pool: Pool,
		private readonly prepared: PreparedTexts,
	) {}

	async write<T>(work: (session: WriteSession) => Promise<T>): Promise<T> {
		const client = await this.pool.connect();
		let isSound = true;
		try {
			const transaction = new Transaction(this.#dbOf(client), client, this.prepared);
			transaction.begin();
			try {
				const result = await work(transaction);
				await transaction.commit();
				return result;
			} catch (thrown) {
				// Nobody else ends what began. A connection that cannot even do that is thrown away.
				isSound = await client.query('rollback').then(
					() => true,
					() => false,
				);
				throw transaction.reasonOf(thrown);
			}
		} finally {
			client.release(!isSound);
		}
	}

	#dbOf(client: PoolClient): Kysely<StoreTables> {
		const known = this.#dbs.get(client);
		if (known !== undefined) return known;
		const db = kyselyOn(client);
		this.#dbs.set(client, db);
		return db;
	}
}
