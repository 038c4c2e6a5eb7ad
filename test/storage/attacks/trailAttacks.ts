import { definitionTrail, type EntryBody } from '../../../core';
import { context, ticket, type StoreUnderTest } from '../subject';
import { trigger } from '../triggerContract';
import { member, save } from '../definitionContract';
import { key, sign, signed } from '../checkpointContract';
import type { Fixture } from './fixture';
import { rewrite, statements, type Attack } from './attack';
import { dump, forge, type Tables } from './forge';

const contract = { kind: 'contract', name: 'campaign-error' } as const;
const role = { kind: 'role', name: 'Billing' } as const;
const contractTrail = definitionTrail(contract);

/**
 * A log with trails of things that are no cases, all below a checkpoint but the last entry:
 *
 * 0 log.opened · 1, 2 contract saved and activated · 3, 4 the same, version 2 · 5, 6 role saved and activated ·
 * 7 a handle of the role's member erased · 8 trigger K-1 accepted · 9 the same again · 10 K-2 accepted ·
 * 11 C-0001 opened for it · 12 K-2 completed with it · 13 checkpoint over 13 · 14 contract rolled back to version 1
 */
export async function makeTrailFixture({ store, openTables }: StoreUnderTest): Promise<Fixture> {
	const tables = openTables();
	const body = (path: string) => ({ kind: 'field_list', fields: [{ path }] });
	await store.executeDefinition(contract, save(body('amount')), context());
	await store.executeDefinition(contract, save(body('total')), context());
	await store.executeDefinition(role, save({ members: [member('m-1', '@ada')] }), context());
	await store.redact({ subject: 'm-1' }, { reason: 'left', basis: 'GDPR 17', ticket: 'P-1' }, context());
	const [, , second] = await store.recordTriggers([trigger('K-1'), trigger('K-1'), trigger('K-2')]);
	await store.execute(null, { kind: 'open', fields: ticket(), trigger_id: second!.trigger_id }, context());
	const { note } = signed(await store.checkpoint(sign, context()));
	const then = await dump(tables);
	await store.executeDefinition(contract, { kind: 'roll_back', version: 1 }, context());
	return { store, tables, held: { vkeys: [key.vkey], anchors: [note] }, now: await dump(tables), then };
}

const setRecord = (edit: string, trailId: string) =>
	statements(`update definitions set record = ${edit} where trail_id = '${trailId}'`);

/** Appends an entry that fits in every respect, and leaves the rows as they were. */
async function appendUnseen(tables: Tables, edit: (bodies: EntryBody[]) => EntryBody[]) {
	const rows = await tables.selectFrom('definitions').select(['trail_id', 'record']).execute();
	await forge(tables, edit, null);
	await tables.deleteFrom('definitions').execute();
	for (const row of rows) await tables.insertInto('definitions').values(row).execute();
}

export const definitionAttacks: Attack[] = [
	[
		'another version in force',
		setRecord(`replace(record, '"is_rollback":true,"version":1', '"is_rollback":true,"version":2')`, contractTrail),
		['PROJECTION_DIVERGED'],
	],
	[
		'a version that was never reviewed',
		setRecord(`replace(record, 'draft', 'reviewed')`, contractTrail),
		['PROJECTION_DIVERGED'],
	],
	[
		'a governance that was lifted',
		setRecord(`replace(record, '"review_required":false', '"review_required":true')`, '_role/Billing'),
		['PROJECTION_DIVERGED'],
	],
	[
		'a definition deleted',
		statements(`delete from definitions where trail_id = '${contractTrail}'`),
		['PROJECTION_DIVERGED'],
	],
	[
		'a definition invented behind all others',
		statements(
			`insert into definitions (trail_id, record) select '_rule_set/Z', replace(replace(record, '"role"', '"rule_set"'), 'Billing', 'Z') from definitions where trail_id = '_role/Billing'`,
		),
		['PROJECTION_DIVERGED'],
	],
	[
		'a definition under the id of another trail',
		statements(`update definitions set trail_id = 'C-0001' where trail_id = '_role/Billing'`),
		['PROJECTION_DIVERGED'],
	],
	[
		'the body of a version exchanged for that of another',
		async (tables) => {
			const { bytes } = await tables
				.selectFrom('audit_part')
				.select('bytes')
				.where('idx', '=', 3)
				.where('name', '=', 'body')
				.executeTakeFirstOrThrow();
			await tables.updateTable('audit_part').set({ bytes }).where('idx', '=', 1).where('name', '=', 'body').execute();
		},
		['PART_MODIFIED'],
	],
	[
		'the body of a version deleted',
		statements("delete from audit_part where idx = 1 and name = 'body'"),
		['PART_MISSING'],
	],
	[
		'an erased handle that came back',
		async (tables) =>
			await tables
				.insertInto('audit_part')
				.values({ idx: 5, name: 'person-1', salt: Buffer.alloc(32), bytes: Buffer.from('{}'), subject: 'm-1' })
				.execute(),
		['PART_MODIFIED', 'REDACTION_INCOMPLETE'],
	],
	[
		'a version activated without a row that says so',
		async (tables) =>
			await appendUnseen(tables, (all) => {
				const copy = structuredClone(all[4]!);
				copy.c.id = 'f'.repeat(32);
				return [...all, copy];
			}),
		['PROJECTION_DIVERGED'],
	],
	[
		'an activation moved to another definition, and all that follows made to fit',
		rewrite((all) => {
			all[4]!.c.case = '_contract/other';
			return all;
		}, key.skey),
		['FORK', 'HISTORY_REWRITTEN'],
	],
	[
		'an entry of a definition on the trail of the log',
		rewrite((all) => {
			all[14]!.c.case = '_log';
			return all;
		}),
		['SCHEMA'],
	],
	[
		'an entry on a trail that no version knows',
		rewrite((all) => {
			all[14]!.c.case = '_other/x';
			return all;
		}),
		['SCHEMA'],
	],
];

const setTrigger = (edit: string, key: string) =>
	statements(`update triggers set record = ${edit} where key = '${key}'`);

export const triggerAttacks: Attack[] = [
	[
		'a claim that was released in silence',
		setTrigger(`replace(record, 'claimed', 'released')`, 'K-1'),
		['PROJECTION_DIVERGED'],
	],
	[
		'a duplicate that was not counted',
		setTrigger(`replace(record, '"duplicate_count":1', '"duplicate_count":0')`, 'K-1'),
		['PROJECTION_DIVERGED'],
	],
	[
		'a key that belongs to another case',
		setTrigger(`replace(record, 'C-0001', 'C-0009')`, 'K-2'),
		['PROJECTION_DIVERGED'],
	],
	['a key under another name', setTrigger(`replace(record, 'K-1', 'K-9')`, 'K-1'), ['PROJECTION_DIVERGED']],
	['a key forgotten', statements("delete from triggers where key = 'K-2'"), ['PROJECTION_DIVERGED']],
	[
		'a key that never arrived',
		statements(
			`insert into triggers (trail_id, record) select '_trigger/${'f'.repeat(32)}', replace(record, 'K-1', 'K-9') from triggers where key = 'K-1'`,
		),
		['PROJECTION_DIVERGED'],
	],
	[
		'two keys exchanged',
		async (tables) => {
			const rows = await tables.selectFrom('triggers').select(['trail_id', 'record']).orderBy('trail_id').execute();
			await tables.deleteFrom('triggers').execute();
			const [one, other] = [rows[0]!, rows[1]!];
			const exchanged = [
				{ ...one, record: other.record },
				{ ...other, record: one.record },
			];
			for (const row of exchanged) await tables.insertInto('triggers').values(row).execute();
		},
		['PROJECTION_DIVERGED'],
	],
	[
		'an arrival taken out, and all that follows made to fit',
		rewrite((all) => all.filter((_, idx) => idx !== 9), key.skey),
		['HISTORY_REWRITTEN'],
	],
	[
		'a duplicate rewritten as an acceptance',
		rewrite((all) => {
			const { received_at, source } = all[9]!.c.data;
			Object.assign(all[9]!.c, {
				type: 'trigger.accepted',
				data: { attempt: 2, completes: 'on_open', received_at, source },
			});
			return all;
		}, key.skey),
		['FORK', 'HISTORY_REWRITTEN'],
	],
	[
		'key and digest of an arrival edited',
		async (tables) =>
			await tables
				.updateTable('audit_part')
				.set({ bytes: Buffer.from('{"digest":null,"key":"K-2"}') })
				.where('idx', '=', 9)
				.execute(),
		['PART_MODIFIED'],
	],
	[
		'an arrival on the trail of the log',
		rewrite((all) => {
			all[9]!.c.case = '_log';
			return all;
		}),
		['HISTORY_REWRITTEN', 'SCHEMA'],
	],
];
