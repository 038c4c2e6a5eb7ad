import type { Kysely } from 'kysely';

import {
	commandPartName,
	readTriggerOutcome,
	type RootCauseLabel,
	type Trigger,
	type TriggerOutcome,
	type TriggerSaid,
} from '../../core';
import { readBody } from '../log/entries';
import { readTriggerRow } from '../projections/triggers';
import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import type { LedgerLine, OpenTriggerQuery, TriggerCount, TriggerPeriod, TriggerQuery } from '../triggers';

const defaultLimit = 100;

const outcomeOf = (type: string) => type.slice('trigger.'.length) as TriggerOutcome['outcome'];

function selectArrivals(db: Kysely<StoreTables>, { from, before, source }: TriggerPeriod) {
	let select = db.selectFrom('trigger_ledger as arrival');
	if (from !== undefined) select = select.where('arrival.received_at', '>=', from);
	if (before !== undefined) select = select.where('arrival.received_at', '<', before);
	if (source !== undefined) select = select.where('arrival.source', '=', storedText(source));
	return select;
}

function toLine(row: { idx: number; at: string; body: string; said: Uint8Array | null }): LedgerLine {
	const { c } = readBody(row.body);
	const said = row.said && (JSON.parse(Buffer.from(row.said).toString()) as TriggerSaid);
	const { contract, contract_digest, received_at, source } = c.data;
	return {
		...readTriggerOutcome(c),
		trigger_id: c.id,
		idx: row.idx,
		received_at: String(received_at),
		at: row.at,
		source: String(source),
		contract: contract === undefined ? null : { id: String(contract), digest: String(contract_digest) },
		key: said?.key ?? null,
		digest: said?.digest ?? null,
		run: c.run ?? null,
	};
}

/** Arrivals that meet all given conditions, by the time they were received. */
export async function listTriggers(db: Kysely<StoreTables>, query: TriggerQuery): Promise<LedgerLine[]> {
	let select = selectArrivals(db, query)
		.select(['arrival.idx', 'arrival.at', 'arrival.body'])
		// By the key of each, and not as a join: a server without statistics would read all parts.
		.select((eb) =>
			eb
				.selectFrom('audit_part as part')
				.select('part.bytes')
				.whereRef('part.idx', '=', 'arrival.idx')
				.where('part.name', '=', commandPartName)
				.as('said'),
		);
	if (query.outcomes?.length) {
		select = select.where(
			'arrival.type',
			'in',
			query.outcomes.map((outcome) => `trigger.${outcome}`),
		);
	}
	if (query.labels?.length) select = select.where('arrival.label', 'in', query.labels);
	if (query.limit !== undefined) select = select.limit(query.limit);
	const order = query.order === 'newest' ? 'desc' : 'asc';
	const rows = await select.orderBy('arrival.received_at', order).orderBy('arrival.idx', order).execute();
	return rows.map(toLine);
}

/** How many arrived, by source, outcome and label. */
export async function countTriggers(db: Kysely<StoreTables>, period: TriggerPeriod): Promise<TriggerCount[]> {
	const rows = await selectArrivals(db, period)
		.select(['arrival.source', 'arrival.type', 'arrival.label', ({ fn }) => fn.countAll<number>().as('count')])
		.groupBy(['arrival.source', 'arrival.type', 'arrival.label'])
		.orderBy('arrival.source')
		.orderBy('arrival.type')
		.orderBy('arrival.label')
		.execute();
	return rows.map(({ source, type, label, count }) => ({
		source,
		outcome: outcomeOf(type),
		label: label as RootCauseLabel | null,
		count: Number(count),
	}));
}

/** Accepted triggers that have led to nothing yet: no case, no end. Oldest first. */
export async function findOpenTriggers(db: Kysely<StoreTables>, query: OpenTriggerQuery): Promise<Trigger[]> {
	let select = db.selectFrom('triggers').select('record').where('state', '=', 'claimed').where('case_id', 'is', null);
	if (query.before !== undefined) select = select.where('accepted_at', '<', query.before);
	if (query.source !== undefined) select = select.where('source', '=', storedText(query.source));
	const rows = await select
		.orderBy('accepted_at')
		.orderBy('trail_id')
		.limit(query.limit ?? defaultLimit)
		.execute();
	return rows.map(({ record }) => readTriggerRow(record));
}

/** The trigger that came first of those that led to a case. */
export async function getTriggerOfCase(db: Kysely<StoreTables>, caseId: string): Promise<Trigger | null> {
	const rows = await db.selectFrom('triggers').select('record').where('case_id', '=', storedText(caseId)).execute();
	const triggers = rows.map(({ record }) => readTriggerRow(record));
	return triggers.sort((one, other) => (one.received_at < other.received_at ? -1 : 1))[0] ?? null;
}

/** What became of the newest accepted trigger with this key. */
export async function getTrigger(db: Kysely<StoreTables>, source: string, key: string): Promise<Trigger | null> {
	const select = db.selectFrom('triggers').select('record').where('source', '=', source).where('key', '=', key);
	const row = await select.executeTakeFirst();
	return row === undefined ? null : readTriggerRow(row.record);
}
