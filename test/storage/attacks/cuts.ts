import type { EntryBody } from '../../../core';
import { key } from '../checkpointContract';
import { entry, rewrite, statements, type Attack } from './attack';
import { appended, forge, forgedRow, readBodies, restore } from './forge';

export const cutting: Attack[] = [
	[
		'an entry deleted',
		statements('delete from audit_entry where idx = 14', 'delete from audit_part where idx = 14'),
		['HEAD_MISMATCH', 'HISTORY_REWRITTEN', 'INDEX_GAP', 'PROJECTION_DIVERGED'],
	],
	[
		'the first entry deleted',
		statements('delete from audit_entry where idx = 0'),
		['CASE_CHAIN', 'HEAD_MISMATCH', 'HISTORY_REWRITTEN', 'INDEX_GAP'],
	],
	[
		'the newest entry deleted',
		statements('delete from audit_entry where idx = 16', 'delete from audit_part where idx = 16'),
		['HEAD_MISMATCH', 'PROJECTION_DIVERGED'],
	],
	[
		'all entries deleted',
		statements('delete from audit_part', 'delete from audit_entry'),
		['HEAD_MISMATCH', 'PROJECTION_DIVERGED', 'TRUNCATED'],
	],
	['the end cut off, the rest made to fit', rewrite((all) => all.slice(0, 14), key.skey), ['TRUNCATED']],
	['everything cut off but the beginning', rewrite((all) => all.slice(0, 1), key.skey), ['TRUNCATED']],
	['an older copy of the whole database', async (tables, { then }) => await restore(tables, then), ['TRUNCATED']],
	[
		'another story after an older copy, signed with the stolen key',
		async (tables, { then }) => {
			await restore(tables, then);
			const add = (all: EntryBody[]) => appended(all, 10, (body) => void (body.c.data = { topic: 'other' }));
			await forge(
				tables,
				(all) => {
					const [one, two] = [add(all), add(all).at(-1)!];
					const sealed = { ...structuredClone(all[12]!), c: { ...all[12]!.c, id: 'd'.repeat(32) } };
					return [...one, { ...two, c: { ...two.c, id: 'e'.repeat(32) } }, sealed];
				},
				key.skey,
			);
		},
		['FORK', 'HISTORY_REWRITTEN'],
	],
	[
		'an entry appended beside the head',
		async (tables) => {
			const all = appended(await readBodies(tables), 16, (body) => Object.assign(body.s, { idx: 17, case_seq: 5 }));
			await tables
				.insertInto('audit_entry')
				.values(forgedRow(17, all.at(-1)!))
				.execute();
		},
		['BODY_MODIFIED', 'CASE_CHAIN', 'HEAD_MISMATCH', 'PROJECTION_DIVERGED'],
	],
	[
		'an entry appended behind a gap',
		async (tables) => {
			const all = appended(await readBodies(tables), 16, (body) => Object.assign(body.s, { idx: 20, case_seq: 5 }));
			await tables
				.insertInto('audit_entry')
				.values(forgedRow(20, all.at(-1)!))
				.execute();
		},
		['BODY_MODIFIED', 'CASE_CHAIN', 'HEAD_MISMATCH', 'INDEX_GAP', 'PROJECTION_DIVERGED'],
	],
];

/** What needs another table definition first: the statements to break it and to mend it. */
export const doubles: Array<[...Attack, index: string]> = [
	[
		'one id for two entries',
		async (tables) => {
			const id = (await readBodies(tables))[13]!.c.id;
			await forge(
				tables,
				(all) => {
					all[16]!.c.id = id;
					return all;
				},
				null,
			);
		},
		['IDEMPOTENCY_CONFLICT', 'PART_MISSING'],
		'unique index audit_entry_id on audit_entry (id)',
	],
	[
		'one place in a trail for two entries',
		entry(16, (body) => void (body.s.case_seq -= 1)),
		['BODY_MODIFIED', 'CASE_CHAIN', 'PROJECTION_DIVERGED'],
		'unique index audit_entry_case on audit_entry (case_id, case_seq)',
	],
];
