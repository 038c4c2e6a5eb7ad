import type { Writable } from 'node:stream';
import { Pool, types, type ClientBase, type PoolConfig } from 'pg';

import type { CheckedConnection } from './connection';
import { PreparedTexts } from './prepared';

/** One process of n8n writes one command at a time; the others read. */
const maxConnections = 5;
const connectTimeoutMs = 10_000;
const statementTimeoutMs = 30_000;
/** The server ends a statement by itself before this, so longer silence means that nobody is there any more. */
const silenceTimeoutMs = statementTimeoutMs + 5000;

const int8 = 20;

function readInteger(text: string): number {
	const value = Number(text);
	if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is more than a number can hold exactly`);
	return value;
}

/** Of these connections only: other users of `pg` in the process keep theirs. */
const ownTypes = {
	getTypeParser: (oid: number, format?: 'text' | 'binary'): unknown =>
		oid === int8 && format !== 'binary' ? readInteger : types.getTypeParser(oid, format),
} as PoolConfig['types'];

/** Ends a connection on which no answer comes, so that what waits for it is told, and the pool makes a new one. */
function watch(client: ClientBase): void {
	const { connection } = client as ClientBase & { connection: { stream: { destroy(error: Error): void } } };
	const send = client.query.bind(client) as (...request: unknown[]) => Promise<unknown>;
	const giveUp = () => connection.stream.destroy(Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' }));
	let waiting = 0;
	let timer: NodeJS.Timeout | undefined;
	// Each answer says that the server is there: those that were asked for after it have their time from then on.
	const waitAnew = () => {
		clearTimeout(timer);
		timer = waiting === 0 ? undefined : setTimeout(giveUp, silenceTimeoutMs);
	};
	const query = async (...request: unknown[]) => {
		waiting += 1;
		if (waiting === 1) waitAnew();
		try {
			return await send(...request);
		} finally {
			waiting -= 1;
			waitAnew();
		}
	};
	client.query = query as typeof client.query;
}

/** What every statement of the store relies on, whatever the server's defaults are. */
function settingsOf({ schema }: CheckedConnection, lockTimeoutMs: number): Record<string, string> {
	return {
		search_path: `"${schema}"`,
		lock_timeout: `${lockTimeoutMs}ms`,
		statement_timeout: `${statementTimeoutMs}ms`,
		// A process that stops in the middle of a transaction must not keep the lock for good.
		idle_in_transaction_session_timeout: `${statementTimeoutMs}ms`,
		// After waiting for the head of the log, a statement has to see what was committed meanwhile.
		default_transaction_isolation: 'read committed',
	};
}

/** Has what is to be prepared sent by its name, with its text where the connection does not have it yet. */
function sendPrepared(client: ClientBase, prepared: PreparedTexts): void {
	const send = client.query.bind(client) as (...request: unknown[]) => Promise<unknown>;
	const query = async (text: unknown, values: unknown, ...rest: unknown[]) => {
		const name = typeof text === 'string' ? prepared.nameOf(text) : undefined;
		return await (name === undefined ? send(text, values, ...rest) : send({ name, text, values }, ...rest));
	};
	client.query = query as typeof client.query;
}

/** Has what is asked in one turn leave in one piece, so that a server is woken once for all of it. */
function sendTogether(client: ClientBase): void {
	const { connection } = client as ClientBase & { connection: { stream: Writable } };
	const send = client.query.bind(client) as (...request: unknown[]) => Promise<unknown>;
	let isHeld = false;
	const release = () => {
		isHeld = false;
		connection.stream.uncork();
	};
	const query = (...request: unknown[]) => {
		if (!isHeld) {
			isHeld = true;
			connection.stream.cork();
			setImmediate(release);
		}
		return send(...request);
	};
	client.query = query as typeof client.query;
}

/** Connections to the server. A connection that fails while nobody uses it is replaced without a word. */
export function createPool(connection: CheckedConnection, lockTimeoutMs: number, prepared = new PreparedTexts()): Pool {
	const { host, port, database, user, password, ssl, caCertificate } = connection;
	const settings = Object.entries(settingsOf(connection, lockTimeoutMs));
	const setAll = settings.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, false)`).join(', ');
	const prepare = async (client: ClientBase) => {
		// Without a listener, a connection that breaks between two statements would end n8n.
		client.on('error', () => {});
		sendTogether(client);
		watch(client);
		sendPrepared(client, prepared);
		await client.query(`select ${setAll}`, settings.flat());
		// What was answered has to survive a crash of the server as well.
		await client.query(
			"select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
		);
	};
	const pool = new Pool({
		host,
		port,
		database,
		user,
		password,
		ssl: ssl !== 'disable' && {
			rejectUnauthorized: ssl === 'verify',
			...(caCertificate !== '' && { ca: caCertificate }),
		},
		application_name: 'n8n support triage',
		max: maxConnections,
		connectionTimeoutMillis: connectTimeoutMs,
		keepAlive: true,
		allowExitOnIdle: true,
		// What is asked is sent at once, and not when what was asked before is answered.
		pipeline: true,
		types: ownTypes,
		// The pool waits for it, which its types leave out.
		onConnect: prepare as (client: ClientBase) => void,
	});
	pool.on('error', () => {});
	return pool;
}
