import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

import { makeKeyPair, readCaseFields, signNote, writeCheckpoint } from '../../core';
import { main } from '../../cli/main';
import { openSqliteStore } from '../../storage';
import { evaluation } from '../core/case/given';

const now = '2026-01-05T09:00:00.000Z';
const seed = Buffer.alloc(32, 5);

/** Runs the command line in this process, in this environment. */
export async function runIn(
	env: Record<string, string>,
	...args: string[]
): Promise<{ code: number; out: string; err: string }> {
	const written = { out: '', err: '' };
	const code = await main(args, {
		out: (text) => void (written.out += text),
		err: (text) => void (written.err += text),
		showsProgress: false,
		now: () => now,
		randomBytes: () => seed,
		env,
	});
	return { code, ...written };
}

export const run = async (...args: string[]) => await runIn({}, ...args);

/** Signs what the store's head says and keeps it in the table that signed checkpoints have. */
export async function signHead(path: string): Promise<{ note: string; origin: string; vkey: string }> {
	const store = await openSqliteStore(path);
	const { root, entry_count: size } = await store.verify();
	await store.close();
	const db = new DatabaseSync(path);
	const { origin } = db.prepare('select origin from audit_log').get() as { origin: string };
	const { skey, vkey } = makeKeyPair(origin, seed);
	const note = signNote(writeCheckpoint({ origin, size, root: Buffer.from(root, 'hex') }), [skey]);
	db.exec('create table if not exists audit_checkpoint (size integer primary key not null, note text not null) strict');
	db.prepare('insert or ignore into audit_checkpoint (size, note) values (?, ?)').run(size, note);
	db.close();
	return { note, origin, vkey };
}

/** A store with two cases and two signed checkpoints; `note` is the newest, which covers everything. */
export async function signedStore(path: string) {
	let [salts, minute] = [0, 0];
	const store = await openSqliteStore(path, {
		now: () => new Date(Date.parse(now) + (minute += 1) * 60_000).toISOString(),
		randomBytes: (size) => Buffer.alloc(size, (salts += 1)),
	});
	const context = (id: string) => ({ command_id: id, actor: { kind: 'workflow' as const, id: 'wf1' } });
	const open = async (ticket_id: string) => {
		const fields = readCaseFields({ source: 'help-desk', ticket_id, subject: 'Rechnung fehlt \u2028 Übersicht' });
		await store.execute(null, { kind: 'open', fields }, context(ticket_id));
	};
	await open('T-1');
	await open('T-2');
	const { note: early } = await signHead(path);
	const owner = { owner_role: 'Billing', backup_role: null, decided_by: 'rule', rule: 'A', reason: 'A' } as const;
	await store.execute({ case_id: 'C-0001' }, { kind: 'assign_owner', ...owner }, context('owner'));
	await store.execute({ case_id: 'C-0001' }, { kind: 'change_state', to: 'in-progress' }, context('start'));
	await store.execute({ case_id: 'C-0001' }, evaluation(3), context('checks'));
	await store.execute({ case_id: 'C-0001' }, { kind: 'resolve', resolution: 'fixed' }, context('end'));
	await store.close();
	return { ...(await signHead(path)), early };
}

/** Bytes of all files under a folder, by name with `/`. */
export function readFolder(folder: string): Map<string, Buffer> {
	const names = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
	return new Map(names.sort().map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name))]));
}
