import type { TriageStore } from '../../../storage';
import { key, sign, signed } from '../checkpointContract';
import { intent, note, outcomeOf, part, recorded } from '../evidenceContract';
import { context, owner, ticket, type StoreUnderTest } from '../subject';
import { dump, type Dump, type Tables } from './forge';

/**
 * A log of every kind of entry, with what its auditor holds:
 *
 * 0 log.opened · 1 C-0001 opened · 2 C-0002 opened · 3 C-0001 owner · 4 to 7 the two roles that are named for the first time ·
 * 8 C-0001 intent · 9 C-0001 outcome · 10 C-0002 note · 11 C-0002 redacted (of 10) · 12 checkpoint over 12 ·
 * 13 C-0002 note · 14 C-0001 state · 15 checkpoint over 15 · 16 C-0002 owner, which no checkpoint covers
 */
export interface Fixture {
	store: TriageStore;
	tables: Tables;
	/** What the auditor holds: the key and both checkpoints. */
	held: { vkeys: string[]; anchors: string[] };
	/** Everything as it is, and as it was before entry 13. */
	now: Dump;
	then: Dump;
}

export async function makeFixture({ store, setNow, openTables }: StoreUnderTest): Promise<Fixture> {
	let minute = 0;
	const tick = () => setNow(`2026-01-05T09:${String((minute += 1)).padStart(2, '0')}:00.000Z`);
	const tables = openTables();
	const target = { case_id: 'C-0001' };
	const other = { case_id: 'C-0002' };
	tick();
	await store.execute(null, { kind: 'open', fields: ticket() }, context());
	tick();
	await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context());
	tick();
	await store.execute(target, owner, context());
	tick();
	const request = part('request', '{"email":"ada@example.com"}', { subject: 'CU-7' });
	const { entry_id } = recorded(await store.record(intent({ parts: [request] }), context()));
	await store.record(outcomeOf(entry_id), context());
	tick();
	const said = recorded(await store.record(note('said by phone', other), context()));
	const reason = { reason: 'asked to be forgotten', basis: 'GDPR 17', ticket: 'P-1' };
	await store.redact({ parts: [{ entry_id: said.entry_id, name: 'text' }] }, reason, context());
	const first = signed(await store.checkpoint(sign, context()));
	const then = await dump(tables);
	tick();
	await store.record(note('said by mail', other), context());
	tick();
	await store.execute(target, { kind: 'change_state', to: 'in-progress', reason: 'Started' }, context());
	const second = signed(await store.checkpoint(sign, context()));
	tick();
	await store.execute(other, owner, context());
	const held = { vkeys: [key.vkey], anchors: [first.note, second.note] };
	return { store, tables, held, now: await dump(tables), then };
}
