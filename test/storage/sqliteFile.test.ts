import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openSqliteStore, type VerifyCode } from '../../storage';
import { context, ticket } from './subject';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newPath = () => join(folder, String((count += 1)), 'store.sqlite');

/** A closed store with two cases, the first of which has an owner. */
async function filledStore(): Promise<string> {
	const path = newPath();
	const store = await openSqliteStore(path, { now: () => '2026-01-05T09:00:00.000Z' });
	await store.execute(null, { kind: 'open', fields: ticket() }, context());
	await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context());
	const owner = { owner_role: 'Billing', backup_role: null, decided_by: 'rule', rule: 'A', reason: 'A' } as const;
	await store.execute({ case_id: 'C-0001' }, { kind: 'assign_owner', ...owner }, context());
	await store.close();
	return path;
}

function change(path: string, sql: string) {
	const db = new DatabaseSync(path);
	try {
		db.exec(sql);
	} finally {
		db.close();
	}
}

async function findingsOf(path: string) {
	const store = await openSqliteStore(path);
	const { findings } = await store.verify();
	await store.close();
	return findings;
}

test('the store survives being closed and opened', async () => {
	const path = await filledStore();
	const store = await openSqliteStore(path);
	expect((await store.findCases({ order: 'oldest' })).map(({ case_id, owner }) => [case_id, owner?.role])).toEqual([
		['C-0001', 'Billing'],
		['C-0002', undefined],
	]);
	expect((await store.verify()).findings).toEqual([]);
	await store.close();
});

test('the folder is for its owner alone', async () => {
	const path = await filledStore();
	expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
});

test('a writer that waits too long is told that the store is busy, and n8n goes on meanwhile', async () => {
	const path = await filledStore();
	const store = await openSqliteStore(path, { busyTimeoutMs: 300 });
	const other = new DatabaseSync(path);
	other.exec('begin immediate');
	let ticks = 0;
	const clock = setInterval(() => (ticks += 1), 10);
	const work = store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-3' }) }, context());
	await expect(work).rejects.toMatchObject({ code: 'STORE_BUSY', message: 'The triage store is busy' });
	clearInterval(clock);
	expect(ticks).toBeGreaterThan(3);
	other.exec('rollback');
	other.close();
	await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-3' }) }, context());
	await store.close();
});

test.each([
	['a file that is no store', (path: string) => writeFileSync(path, 'x'.repeat(4096)), /is not a triage store$/],
	['a folder in its place', (path: string) => mkdirSync(path), /could not be opened$/],
])('%s is named with its path', async (_, prepare, message) => {
	const path = newPath();
	mkdirSync(join(path, '..'));
	prepare(path);
	const opened = openSqliteStore(path);
	await expect(opened).rejects.toMatchObject({
		code: 'STORE_UNAVAILABLE',
		message: expect.stringMatching(message) as string,
	});
	await expect(opened).rejects.toMatchObject({ message: expect.stringContaining(path) as string });
});

test('a file where the folder should be is named', async () => {
	const path = newPath();
	writeFileSync(join(path, '..'), '');
	await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

describe('the log takes nothing but appends', () => {
	const copyOf = (idx: number, as: string) => `select ${as}, leaf_hash, body from audit_entry where idx = ${idx}`;
	test.each([
		['an update', "update audit_entry set leaf_hash = '00' where idx = 1"],
		['a delete', 'delete from audit_entry where idx = 3'],
		['a replace in place', `insert or replace into audit_entry (idx, leaf_hash, body) ${copyOf(1, 'idx')}`],
		['a replace by a copy', `insert or replace into audit_entry (idx, leaf_hash, body) ${copyOf(1, '4')}`],
		['a gap', "insert into audit_entry (idx, leaf_hash, body) values (9, '00', '{}')"],
	])('%s is refused', async (_, sql) => {
		const path = await filledStore();
		expect(() => change(path, sql)).toThrow('audit_entry is append-only');
		expect(await findingsOf(path)).toEqual([]);
	});
});

describe('verify names what was tampered with', () => {
	const unguarded = 'drop trigger audit_entry_keep; drop trigger audit_entry_stay; drop trigger audit_entry_append;';
	test.each<[string, string, VerifyCode[]]>([
		[
			'an edited body',
			`${unguarded} update audit_entry set body = replace(body, 'Billing', 'Product') where idx = 3`,
			['BODY_MODIFIED', 'HEAD_MISMATCH', 'PROJECTION_DIVERGED'],
		],
		['an edited hash', `${unguarded} update audit_entry set leaf_hash = '00' where idx = 2`, ['BODY_MODIFIED']],
		[
			'a body that was only spelt in another way',
			`${unguarded} update audit_entry set body = replace(body, '"v":1', '"v": 1') where idx = 2`,
			['BODY_MODIFIED', 'HEAD_MISMATCH', 'NON_CANONICAL', 'PROJECTION_DIVERGED'],
		],
		[
			'a deleted entry',
			`${unguarded} pragma foreign_keys = off; delete from audit_entry where idx = 1; delete from audit_part where idx = 1`,
			['CASE_CHAIN', 'HEAD_MISMATCH', 'INDEX_GAP', 'INDEX_GAP', 'PROJECTION_DIVERGED'],
		],
		[
			'the newest entry cut off',
			`${unguarded} pragma foreign_keys = off; delete from audit_entry where idx = 3; delete from audit_part where idx = 3`,
			['HEAD_MISMATCH', 'PROJECTION_DIVERGED'],
		],
		['a rewound head', 'update audit_log set size = 3', ['HEAD_MISMATCH']],
		[
			'an edited frontier',
			"update audit_log set frontier = iif(frontier like '0%', '1', '0') || substr(frontier, 2)",
			['HEAD_MISMATCH'],
		],
		[
			'edited bytes of a part',
			"update audit_part set bytes = cast('{}' as blob) where idx = 1",
			['PART_MODIFIED', 'PROJECTION_DIVERGED'],
		],
		[
			'another salt',
			'update audit_part set salt = zeroblob(32) where idx = 1',
			['PART_MODIFIED', 'PROJECTION_DIVERGED'],
		],
		['a deleted part', 'delete from audit_part where idx = 2', ['PART_MISSING', 'PROJECTION_DIVERGED']],
		[
			'a part nobody committed to',
			"insert into audit_part values (1, 'note', zeroblob(32), zeroblob(1))",
			['PART_UNREFERENCED'],
		],
		[
			'parts swapped',
			'update audit_part set idx = case idx when 1 then 92 else 91 end where idx in (1, 2); update audit_part set idx = idx - 90 where idx > 90',
			['PART_MODIFIED', 'PART_MODIFIED', 'PROJECTION_DIVERGED', 'PROJECTION_DIVERGED'],
		],
		[
			'an edited case',
			`update cases set record = replace(record, 'queued', 'resolved') where case_id = 'C-0002'`,
			['PROJECTION_DIVERGED'],
		],
		['a deleted case', "delete from cases where case_id = 'C-0002'", ['PROJECTION_DIVERGED']],
		[
			'an invented case',
			"insert into cases (case_id, case_number, record) select 'C-0009', 9, replace(replace(record, 'C-0002', 'C-0009'), 'T-2', 'T-9') from cases where case_id = 'C-0002'",
			['PROJECTION_DIVERGED'],
		],
	])('%s', async (_, sql, codes) => {
		const path = await filledStore();
		change(path, `pragma foreign_keys = off; ${sql}`);
		expect((await findingsOf(path)).map(({ code }) => code).sort()).toEqual(codes);
	});
});

test('a store that a newer version has written is left alone, and named', async () => {
	const path = await filledStore();
	change(path, "insert into kysely_migration (name, timestamp) values ('0999-later', '2030-01-01')");
	await expect(openSqliteStore(path)).rejects.toMatchObject({
		code: 'STORE_UNAVAILABLE',
		message: "The triage store was written by a newer version of the pack: it has the change '0999-later'",
	});
});

test('a log without a head does not begin a second time', async () => {
	const path = await filledStore();
	change(path, 'delete from audit_log');
	const store = await openSqliteStore(path);
	await expect(
		store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-9' }) }, context()),
	).rejects.toMatchObject({ code: 'EVIDENCE_INVALID', message: 'The head of the evidence log is damaged' });
	expect((await store.verify()).findings.map(({ code }) => code)).toEqual(['HEAD_MISMATCH']);
	await store.close();
});

test('once a command was erased, another one under its id is still told apart', async () => {
	const path = newPath();
	const store = await openSqliteStore(path);
	const once = context();
	await store.execute(null, { kind: 'open', fields: ticket() }, once);
	change(path, 'delete from audit_part');
	const resolve = { kind: 'resolve', resolution: 'fixed' } as const;
	await expect(store.execute({ case_id: 'C-0001' }, resolve, once)).rejects.toMatchObject({ code: 'COMMAND_REUSED' });
	expect(await store.execute(null, { kind: 'open', fields: ticket() }, once)).toMatchObject({ is_new: true });
	await store.close();
});
