import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { n8n } from '../../scripts/n8n/install';
import { dist } from '../../scripts/paths';
import type { EntryType } from '../../core';
import { ticket } from '../../scripts/samples';
import { send, type Answer } from '../../scripts/send';
import type * as storage from '../../storage';
import { describeOnPostgres, ownName, runSql, testServer } from '../harness/postgres';
import { OwnN8n } from './ownN8n';
import { OwnWorker } from './ownWorker';

const ticketCount = 500;
const concurrency = 8;
const answersBeforeKill = 100;
const limit = 600_000;

const redisPort = process.env.SUPPORT_TRIAGE_TEST_REDIS ?? '';
const reason = process.env.SUPPORT_TRIAGE_TEST_REDIS_REASON ?? 'no Redis';

/** n8n's tables and ours lie in databases of their own, and so do its keys in Redis. */
const [n8nDatabase, storeDatabase, prefix] = [ownName(), ownName(), ownName()];

function environment(): Record<string, string> {
	const { host, port, user, password } = testServer();
	const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
	return {
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: host,
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: n8nDatabase,
		DB_POSTGRESDB_USER: user,
		...(password && { DB_POSTGRESDB_PASSWORD: password }),
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: redisPort,
		QUEUE_BULL_PREFIX: prefix,
		N8N_REDIS_KEY_PREFIX: prefix,
		// A minute by default: how long the executions of a killed worker wait for another one.
		QUEUE_WORKER_LOCK_DURATION: '6000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
		QUEUE_WORKER_STALLED_INTERVAL: '3000',
		TRIAGE_STORE_URL: `postgres://${login}@${host}:${port}/${storeDatabase}`,
	};
}

async function openStore() {
	const { openPostgresStore }: typeof storage = createRequire(__filename)(join(dist, 'storage'));
	return await openPostgresStore({ ...testServer(), database: storeDatabase });
}

/** What n8n left in a Redis that others may use as well. */
async function clearRedis() {
	const { Redis } = createRequire(n8n.bin)('ioredis');
	const client = new Redis(Number(redisPort), '127.0.0.1');
	const keys: string[] = await client.keys(`${prefix}*`);
	if (keys.length > 0) await client.del(...keys);
	await client.quit();
}

const describeInQueueMode: typeof describeOnPostgres = redisPort
	? describeOnPostgres
	: (((name: string, tests: () => void) => describe.skip(`${name} (skipped: ${reason})`, tests)) as never);

describeInQueueMode('a main process and two workers on one store', () => {
	const env = environment();
	const main = new OwnN8n(env);
	const workers = [new OwnWorker(env), new OwnWorker(env)] as const;
	/** Every ticket, with the answer it got; null when the connection broke. */
	const answers = new Map<string, Answer | null>();

	const post = async (ticketId: string) =>
		answers.set(
			ticketId,
			await send(main.baseUrl, {
				path: '/webhook/tickets',
				headers: {},
				body: { ...ticket, ticket_id: ticketId },
			}).catch(() => null),
		);
	const isAccepted = (answer: Answer | null) => answer !== null && answer.status >= 200 && answer.status < 300;

	beforeAll(async () => {
		for (const name of [n8nDatabase, storeDatabase]) {
			await runSql('postgres', `create database ${name} encoding 'UTF8' template template0`);
		}
		await main.start();
		// Both find no tables in the store, and may begin with them at the same time.
		await Promise.all(workers.map(async (worker) => await worker.start()));
	}, limit);
	afterAll(async () => {
		await Promise.all([main, ...workers].map(async (one) => await one.remove()));
		for (const name of [n8nDatabase, storeDatabase]) await runSql('postgres', `drop database ${name} with (force)`);
		await clearRedis();
	}, limit);

	it(
		'answers every ticket, although a worker is killed in the middle',
		async () => {
			const waiting = Array.from({ length: ticketCount }, (_, index) => `QUEUE-${index}`);
			let restarted: Promise<void> | undefined;
			const sender = async () => {
				for (let ticketId = waiting.shift(); ticketId !== undefined; ticketId = waiting.shift()) {
					await post(ticketId);
					if (answers.size < answersBeforeKill) continue;
					restarted ??= workers[0].kill().then(async () => await workers[0].start());
				}
			};
			await Promise.all(Array.from({ length: concurrency }, sender));
			await restarted;
			expect(answers.size).toBe(ticketCount);
			const accepted = [...answers.values()].filter(isAccepted);
			// At most what the killed worker was doing, five at a time, may have failed.
			expect(accepted.length).toBeGreaterThanOrEqual(ticketCount - 5);
			expect(workers.map(({ executionCount }) => executionCount > answersBeforeKill / 10)).toEqual([true, true]);
		},
		limit,
	);

	it(
		'gives every ticket that was not accepted its case when it is sent again',
		async () => {
			for (const [ticketId, answer] of answers) if (!isAccepted(answer)) await post(ticketId);
			expect([...answers].filter(([, answer]) => !isAccepted(answer))).toEqual([]);
		},
		limit,
	);

	it('has exactly one case for every ticket, the one that was answered, with its owner', async () => {
		const store = await openStore();
		const { cases } = await store.findCases({ order: 'oldest' });
		expect(cases).toHaveLength(ticketCount);
		const found = new Map(cases.map(({ ticket_id, case_id }) => [ticket_id, case_id]));
		for (const [ticketId, answer] of answers)
			expect([ticketId, found.get(ticketId)]).toEqual([ticketId, answer?.body.case_id]);
		expect(cases.filter(({ owner }) => owner === null)).toEqual([]);
		await store.close();
	});

	it('has a log that recomputes', async () => {
		const store = await openStore();
		const { case_count, findings } = await store.verify();
		expect([case_count, findings]).toEqual([ticketCount, []]);
		// Each case was opened once and got its owner once, whoever did it and however often it was tried; each role that was
		// named for the first time was made once. Every try of a ticket is in the ledger.
		const numberOf = async (...types: EntryType[]) => (await store.findEntries({ types, order: 'oldest' })).length;
		expect(await numberOf('case.opened')).toBe(ticketCount);
		expect(await numberOf('owner.assigned')).toBe(ticketCount);
		const roleCount = (await store.listDefinitions('role')).length;
		expect(roleCount).toBeGreaterThan(0);
		expect(await numberOf('definition.saved')).toBe(roleCount);
		expect(await numberOf('trigger.accepted')).toBeGreaterThanOrEqual(ticketCount);
		await store.close();
	});

	it('has an editor whose test of the credential finds that store', async () => {
		const { host, port, user, password } = testServer();
		const data = { storage: 'postgres', host, port, user, password, schema: 'support_triage', ssl: 'disable' };
		const test = async (database: string) =>
			await main.n8n.client.rest('POST', '/credentials/test', {
				credentials: { id: '', name: 'Store', type: 'triageStoreApi', data: { ...data, database } },
			});
		expect(await test(storeDatabase)).toEqual({
			status: 'OK',
			message: expect.stringContaining(`The store in schema 'support_triage' holds ${ticketCount} cases`),
		});
		expect(await test('no_such_database')).toMatchObject({
			status: 'Error',
			message: expect.stringContaining("has no database 'no_such_database'. Correct 'Database', or create it"),
		});
	});
});
