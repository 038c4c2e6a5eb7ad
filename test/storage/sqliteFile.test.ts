import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openSqliteStore } from '../../storage';
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
	expect(
		(await store.findCases({ order: 'oldest' })).cases.map(({ case_id, owner }) => [case_id, owner?.role]),
	).toEqual([
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
	const replaceBy = (idx: string, id: string, seq: string) =>
		`insert or replace into audit_entry (idx, id, case_id, case_seq, type, at, leaf_hash, body)
			select ${idx}, ${id}, case_id, ${seq}, type, at, leaf_hash, body from audit_entry where idx = 1`;
	const next = '(select max(idx) + 1 from audit_entry)';
	test.each([
		['an update', "update audit_entry set leaf_hash = '00' where idx = 1"],
		['a delete', 'delete from audit_entry where idx = 3'],
		['a replace in place', replaceBy('idx', 'id', 'case_seq')],
		['a replace by a copy', replaceBy(next, 'id', 'case_seq')],
		['a replace of one with its id', replaceBy(next, 'id', '9')],
		['a replace of one with its place in its trail', replaceBy(next, "'x'", 'case_seq')],
		['a gap', replaceBy('9', "'x'", '9')],
	])('%s is refused', async (_, sql) => {
		const path = await filledStore();
		expect(() => change(path, sql)).toThrow('audit_entry is append-only');
		expect(await findingsOf(path)).toEqual([]);
	});
});

test('what was erased is in none of the files', async () => {
	const path = newPath();
	const store = await openSqliteStore(path);
	// In no order, so that pages are split and leave copies behind.
	const numbers = Array.from({ length: 300 }, (_, index) => (index * 7919) % 300);
	for (const number of numbers) {
		const more = {
			ticket_id: `T-${number}`,
			subject: `secret-of-${number}. `.repeat(10),
			customer_id: `CU-${number % 3}`,
		};
		await store.execute(null, { kind: 'open', fields: ticket(more) }, context());
	}
	const reason = { reason: 'asked to be forgotten', basis: 'GDPR 17', ticket: 'P-1' };
	expect(await store.redact({ subject: 'CU-0' }, reason, context())).toMatchObject({ wiped: true });
	const files = readdirSync(join(path, '..')).map((name) => readFileSync(join(path, '..', name), 'latin1'));
	const kept = new Set(
		files.flatMap((text) => [...text.matchAll(/secret-of-(\d+)\./g)].map(([, found]) => Number(found))),
	);
	expect([...kept].sort((a, b) => a - b)).toEqual(numbers.filter((number) => number % 3).sort((a, b) => a - b));
	expect(await store.verify()).toMatchObject({ findings: [], redacted_count: 100 });
	await store.close();
});

test('erasing says when a reader of an older state still holds the bytes', async () => {
	const path = await filledStore();
	const store = await openSqliteStore(path);
	const reader = new DatabaseSync(path);
	reader.exec('begin; select * from cases');
	const [opened] = await store.readTimeline('C-0001');
	const parts = [{ entry_id: opened!.entry_id, name: 'command' }];
	const [reason, once] = [{ reason: 'asked', basis: 'GDPR 17', ticket: 'P-1' }, context()];
	expect(await store.redact({ parts }, reason, once)).toMatchObject({ is_new: true, wiped: false });
	reader.exec('commit');
	reader.close();
	expect(await store.redact({ parts }, reason, once)).toMatchObject({ is_new: false, wiped: true });
	await store.close();
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
	).rejects.toMatchObject({ code: 'EVIDENCE_INVALID', message: 'The head of the evidence log does not fit its size' });
	const codes = new Set((await store.verify()).findings.map(({ code }) => code));
	expect([...codes].sort()).toEqual(['HEAD_MISMATCH']);
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
