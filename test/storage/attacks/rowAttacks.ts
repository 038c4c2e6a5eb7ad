import { signNote, writeCheckpoint } from '../../../core';
import { key, otherKey } from '../checkpointContract';
import { statements, type Attack } from './attack';
import { appended, forge, run, type Tables } from './forge';

const swapParts = 'update audit_part set idx = case idx when 1 then 102 when 2 then 101 else idx end';

/** Where entries are looked up, apart from what their texts say. */
export const columns: Attack[] = [
	[
		'an entry under another id',
		statements(`update audit_entry set id = '${'f'.repeat(32)}' where idx = 13`),
		['COLUMN_DIVERGED'],
	],
	[
		'an entry in the trail of another case',
		statements("update audit_entry set case_id = 'C-0001', case_seq = 9 where idx = 16"),
		['CASE_CHAIN', 'COLUMN_DIVERGED', 'PROJECTION_DIVERGED'],
	],
	[
		'an entry at another place of its trail',
		statements('update audit_entry set case_seq = 90 where idx = 16'),
		['COLUMN_DIVERGED'],
	],
	[
		'an entry of another type',
		statements("update audit_entry set type = 'note.added' where idx = 14"),
		['COLUMN_DIVERGED'],
	],
	[
		'an entry of another time',
		statements("update audit_entry set at = '2026-01-05T08:00:00.000Z' where idx = 14"),
		['CLOCK_REGRESSION', 'COLUMN_DIVERGED'],
	],
	['an answer to nothing', statements('update audit_entry set answers = null where idx = 9'), ['COLUMN_DIVERGED']],
];

export const parts: Attack[] = [
	[
		'edited bytes',
		async (tables) =>
			await tables
				.updateTable('audit_part')
				.set({ bytes: Buffer.from('{}') })
				.where('idx', '=', 8)
				.execute(),
		['PART_MODIFIED'],
	],
	[
		'edited bytes of a command',
		async (tables) =>
			await tables
				.updateTable('audit_part')
				.set({ bytes: Buffer.from('{}') })
				.where('idx', '=', 1)
				.execute(),
		['PART_MODIFIED', 'PROJECTION_DIVERGED'],
	],
	[
		'another salt',
		async (tables) =>
			await tables
				.updateTable('audit_part')
				.set({ salt: Buffer.alloc(32) })
				.where('idx', '=', 8)
				.execute(),
		['PART_MODIFIED'],
	],
	[
		'a salt that is too short',
		async (tables) =>
			await tables
				.updateTable('audit_part')
				.set({ salt: Buffer.alloc(8) })
				.where('idx', '=', 8)
				.execute(),
		['PART_MODIFIED'],
	],
	['a deleted part', statements('delete from audit_part where idx = 8'), ['PART_MISSING']],
	[
		'a part nobody committed to',
		async (tables) =>
			await tables
				.insertInto('audit_part')
				.values({ idx: 8, name: 'extra', salt: Buffer.alloc(32), bytes: Buffer.alloc(1), subject: null })
				.execute(),
		['PART_UNREFERENCED'],
	],
	[
		'a part of no entry',
		async (tables) =>
			await tables
				.insertInto('audit_part')
				.values({ idx: 99, name: 'extra', salt: Buffer.alloc(32), bytes: Buffer.alloc(1), subject: null })
				.execute(),
		['PART_UNREFERENCED'],
	],
	[
		'parts exchanged between entries',
		statements(swapParts, 'update audit_part set idx = idx - 100 where idx > 100'),
		['PART_MODIFIED', 'PROJECTION_DIVERGED'],
	],
	[
		'a part under another name',
		statements("update audit_part set name = 'reply' where idx = 9"),
		['PART_MISSING', 'PART_UNREFERENCED'],
	],
	['a part of nobody', statements('update audit_part set subject = null where idx = 8'), ['COLUMN_DIVERGED']],
	[
		'an erased part that came back',
		async (tables) =>
			await tables
				.insertInto('audit_part')
				.values({ idx: 10, name: 'text', salt: Buffer.alloc(32), bytes: Buffer.from('said by phone'), subject: null })
				.execute(),
		['PART_MODIFIED', 'REDACTION_INCOMPLETE'],
	],
	[
		'a redaction of a public part',
		async (tables) => {
			await forge(
				tables,
				(all) => {
					const c = all[9]!.c.parts![0]!.c;
					return appended(all, 11, (body) => {
						body.c.case = 'C-0001';
						Object.assign(body.c.data, { idx: 9, n: 'response', c });
					});
				},
				key.skey,
			);
			await run(tables, 'delete from audit_part where idx = 9');
		},
		['PART_MISSING'],
	],
	[
		'a redaction that names another commitment',
		async (tables) => {
			await forge(
				tables,
				(all) => appended(all, 11, (body) => Object.assign(body.c.data, { idx: 13, c: '0'.repeat(64) })),
				key.skey,
			);
			await run(tables, 'delete from audit_part where idx = 13');
		},
		['PART_MISSING'],
	],
];

const checkpointOf = (origin: string, size: number, skey: string) =>
	signNote(writeCheckpoint({ origin, size, root: Buffer.alloc(32, 7) }), [skey]);
const originOf = async (tables: Tables) =>
	(await tables.selectFrom('audit_log').select('origin').executeTakeFirstOrThrow()).origin;
const setNote = async (tables: Tables, size: number, note: string) =>
	await tables.updateTable('audit_checkpoint').set({ note }).where('size', '=', size).execute();

export const checkpoints: Attack[] = [
	['a checkpoint deleted', statements('delete from audit_checkpoint where size = 12'), ['CHECKPOINT_MISSING']],
	[
		'a signature edited',
		async (tables) => {
			const { note } = await tables
				.selectFrom('audit_checkpoint')
				.select('note')
				.where('size', '=', 12)
				.executeTakeFirstOrThrow();
			const at = note.lastIndexOf(' ') + 20;
			await setNote(tables, 12, note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1));
		},
		['CHECKPOINT_SIGNATURE'],
	],
	['a note that is none', async (tables) => await setNote(tables, 12, 'nothing'), ['CHECKPOINT_MALFORMED']],
	[
		'a checkpoint signed anew with another key',
		async (tables, { held }) => {
			await setNote(tables, 12, signNote(held.anchors[0]!.split('\n\n')[0] + '\n', [otherKey.skey]));
		},
		['UNTRUSTED_KEY'],
	],
	[
		'a checkpoint of another log',
		async (tables) => await setNote(tables, 12, checkpointOf('elsewhere', 12, key.skey)),
		['ORIGIN_MISMATCH'],
	],
	[
		'a checkpoint under another size',
		statements('update audit_checkpoint set size = 13 where size = 12'),
		['CHECKPOINT_MISSING', 'COLUMN_DIVERGED'],
	],
	[
		'a checkpoint over another tree, signed with the stolen key',
		async (tables) => await setNote(tables, 12, checkpointOf(await originOf(tables), 12, key.skey)),
		['FORK', 'HISTORY_REWRITTEN'],
	],
	[
		'a checkpoint over entries that are not there',
		async (tables) => {
			await tables
				.insertInto('audit_checkpoint')
				.values({ size: 99, note: checkpointOf(await originOf(tables), 99, key.skey) })
				.execute();
		},
		['TRUNCATED'],
	],
];

/** What an invented case has of the one that it was made from. */
const copied = 'state, source, opened_at, updated_at, urgency, record';

export const rows: Attack[] = [
	[
		'an edited case',
		statements("update cases set record = replace(record, 'queued', 'resolved') where case_id = 'C-0002'"),
		['PROJECTION_DIVERGED'],
	],
	[
		'a case under another number',
		statements("update cases set case_number = 7 where case_id = 'C-0002'"),
		['PROJECTION_DIVERGED'],
	],
	[
		'a case that is found by another state',
		statements("update cases set state = 'resolved' where case_id = 'C-0002'"),
		['PROJECTION_DIVERGED'],
	],
	[
		'a case that is found under another owner',
		statements("update cases set owner_role = 'Nobody' where case_id = 'C-0001'"),
		['PROJECTION_DIVERGED'],
	],
	['a deleted case', statements("delete from cases where case_id = 'C-0002'"), ['PROJECTION_DIVERGED']],
	[
		'an invented case',
		statements(
			`insert into cases (case_id, case_number, ticket_id, ${copied})
				select 'C-0009', 9, 'T-9', ${copied.replace('record', "replace(replace(record, 'C-0002', 'C-0009'), 'T-2', 'T-9')")}
				from cases where case_id = 'C-0002'`,
		),
		['PROJECTION_DIVERGED'],
	],
	[
		'a case behind all others',
		statements(
			`insert into cases (case_id, case_number, ticket_id, ${copied})
				select 'a', 9, 'T-9', ${copied.replace('record', "replace(record, 'T-2', 'T-9')")} from cases where case_id = 'C-0002'`,
		),
		['PROJECTION_DIVERGED'],
	],
	['a head set back', statements('update audit_log set size = 20'), ['HEAD_MISMATCH']],
	[
		'an edited frontier',
		statements(
			"update audit_log set frontier = case when frontier like '0%' then '1' else '0' end || substr(frontier, 2)",
		),
		['HEAD_MISMATCH'],
	],
	[
		'a head at another time',
		statements("update audit_log set last_at = '2026-01-05T08:00:00.000Z'"),
		['HEAD_MISMATCH'],
	],
];
