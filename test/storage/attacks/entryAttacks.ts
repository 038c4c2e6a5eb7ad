import type { EntryBody } from '../../../core';
import { key, otherKey } from '../checkpointContract';
import { entry, rewrite, statements, type Attack } from './attack';
import { readBodies, run, writeBody } from './forge';

const setOwner = (bodies: EntryBody[]) => {
	bodies[3]!.c.data = { ...bodies[3]!.c.data, owner_role: 'Product' };
	return bodies;
};

export const editing: Attack[] = [
	[
		'an edited fact',
		entry(3, (body) => void Object.assign(body.c.data, { owner_role: 'X' })),
		['BODY_MODIFIED', 'PROJECTION_DIVERGED'],
	],
	['an edited actor', entry(14, (body) => void (body.c.actor.id = 'wf2')), ['BODY_MODIFIED']],
	['an edited place', entry(14, (body) => void (body.s.idx = 13)), ['BODY_MODIFIED', 'INDEX_MISMATCH']],
	['a body of another log', entry(14, (body) => void (body.s.log = 'elsewhere')), ['BODY_MODIFIED', 'ORIGIN_MISMATCH']],
	[
		'a body spelt in another way',
		statements(`update audit_entry set body = replace(body, '"v":1', '"v": 1') where idx = 14`),
		['BODY_MODIFIED', 'NON_CANONICAL', 'PROJECTION_DIVERGED'],
	],
	[
		'a key given twice',
		statements(`update audit_entry set body = replace(body, '"v":1', '"v":1,"v":1') where idx = 14`),
		['BODY_MODIFIED', 'NON_CANONICAL', 'PROJECTION_DIVERGED'],
	],
	[
		'an unknown fact',
		entry(14, (body) => void Object.assign(body.c.data, { note: 'x' })),
		['BODY_MODIFIED', 'PROJECTION_DIVERGED', 'SCHEMA'],
	],
	[
		'an edited hash',
		statements(
			"update audit_entry set leaf_hash = case when leaf_hash like '0%' then '1' else '0' end || substr(leaf_hash, 2) where idx = 13",
		),
		['BODY_MODIFIED', 'CASE_CHAIN', 'HEAD_MISMATCH', 'HISTORY_REWRITTEN'],
	],
	[
		'an edited fact with its hash',
		entry(3, (body) => void Object.assign(body.c.data, { owner_role: 'X' }), true),
		['CASE_CHAIN', 'HEAD_MISMATCH', 'HISTORY_REWRITTEN', 'PROJECTION_DIVERGED'],
	],
	[
		'the newest entry edited with its hash',
		entry(16, (body) => void (body.c.actor.id = 'wf2'), true),
		['HEAD_MISMATCH'],
	],
	[
		'two bodies exchanged',
		async (tables) => {
			const bodies = await readBodies(tables);
			const texts = await tables
				.selectFrom('audit_entry')
				.select('body')
				.where('idx', 'in', [8, 9])
				.orderBy('idx')
				.execute();
			bodies[8]!.c.id = '0'.repeat(32);
			bodies[8]!.s.case_seq = 99;
			await writeBody(tables, 8, JSON.stringify(bodies[8]), false);
			await writeBody(tables, 9, texts[0]!.body, true);
			await writeBody(tables, 8, texts[1]!.body, true);
		},
		['HEAD_MISMATCH', 'HISTORY_REWRITTEN', 'INDEX_MISMATCH', 'PART_MISSING', 'PART_UNREFERENCED'],
	],
];

export const rewriting: Attack[] = [
	['a fact rewritten with every hash', rewrite(setOwner), ['HISTORY_REWRITTEN']],
	['a rewritten log signed with another key', rewrite(setOwner, otherKey.skey), ['HISTORY_REWRITTEN', 'UNTRUSTED_KEY']],
	['a rewritten log signed with the stolen key', rewrite(setOwner, key.skey), ['FORK', 'HISTORY_REWRITTEN']],
	[
		'two entries in the other order',
		rewrite((all) => [...all.slice(0, 1), all[2]!, all[1]!, ...all.slice(3)]),
		['CLOCK_REGRESSION', 'HISTORY_REWRITTEN'],
	],
	[
		'an entry put in between',
		rewrite((all) =>
			[
				...all.slice(0, 9),
				structuredClone({
					...all[13]!,
					c: { ...all[13]!.c, id: 'f'.repeat(32), parts: undefined } as never,
					s: { ...all[8]!.s },
				}),
				...all.slice(9),
			].map((body) => JSON.parse(JSON.stringify(body)) as EntryBody),
		),
		['CHECKPOINT_MISSING', 'HISTORY_REWRITTEN', 'PART_MISSING'],
	],
	[
		'an entry taken out of the middle',
		rewrite((all) => all.filter((_, idx) => idx !== 9)),
		['CHECKPOINT_MISSING', 'HISTORY_REWRITTEN', 'INTENT_DANGLING', 'PART_MISSING'],
	],
	[
		'a whole case taken out',
		rewrite((all) => all.filter(({ c }) => c.case !== 'C-0002'), key.skey),
		['HISTORY_REWRITTEN', 'TRUNCATED'],
	],
	[
		'a decision dated back',
		rewrite((all) => {
			all[14]!.s.at = '2026-01-05T09:00:00.000Z';
			return all;
		}),
		['CLOCK_REGRESSION', 'HISTORY_REWRITTEN'],
	],
	[
		'an unknown version',
		rewrite((all) => {
			all[16]!.c.v = 2 as 1;
			return all;
		}),
		['PROJECTION_DIVERGED', 'SCHEMA'],
	],
	[
		'an unknown type',
		entry(13, (body) => void (body.c.type = 'note.deleted' as 'note.added'), true),
		['CASE_CHAIN', 'HEAD_MISMATCH', 'HISTORY_REWRITTEN', 'SCHEMA'],
	],
	[
		'a log under another name',
		async (tables) => {
			await run(tables, "update audit_log set origin = 'support-triage/2'");
		},
		['ORIGIN_MISMATCH'],
	],
];
