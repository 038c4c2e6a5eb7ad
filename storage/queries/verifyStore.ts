import type { Kysely } from 'kysely';

import {
	appendLeaf,
	commitPart,
	emptyFrontier,
	evolveCase,
	leafHash,
	logCaseId,
	parseCanonical,
	rootOf,
	TriageError,
	writeFrontier,
	type EntryBody,
	type TriageCase,
} from '../../core';
import { recordedEntry } from '../log/entries';
import { commandPartName } from '../log/runCommand';
import { writeCase } from '../projections/cases';
import type { Verification, VerifyCode } from '../store';
import type { PartTable, StoreTables } from '../tables';

const pageSize = 500;

/** What one pass over the log carries from entry to entry. */
class Replay {
	frontier = emptyFrontier;
	lastAt = '';
	readonly tails = new Map<string, { seq: number; leafHash: string }>();
	readonly cases = new Map<string, TriageCase>();
	readonly findings: Verification['findings'] = [];

	report(code: VerifyCode, idx: number | null, caseId: string | null, message: string) {
		this.findings.push({ code, idx, case_id: caseId, message });
	}
}

interface EntryRow {
	idx: number;
	leaf_hash: string;
	body: string;
	id: string;
	case_id: string;
	case_seq: number;
	type: string;
	at: string;
}

function parseEntry(replay: Replay, row: EntryRow): EntryBody | null {
	try {
		return parseCanonical(Buffer.from(row.body)) as EntryBody;
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		replay.report('NON_CANONICAL', row.idx, row.case_id, `Entry ${row.idx} is not canonical JSON`);
		return null;
	}
}

function checkPlace(replay: Replay, row: EntryRow, { c, s }: EntryBody) {
	const { idx } = row;
	if (s.idx !== idx || idx !== replay.frontier.size) {
		const message = `Entry ${idx} stands where entry ${replay.frontier.size} is expected`;
		replay.report('INDEX_GAP', idx, c.case, message);
	}
	const columns = [row.id, row.case_id, row.case_seq, row.type, row.at];
	if (columns.join('\n') !== [c.id, c.case, s.case_seq, c.type, s.at].join('\n')) {
		replay.report('COLUMN_DIVERGED', idx, c.case, `A look-up column of entry ${idx} differs from its body`);
	}
	if (s.at < replay.lastAt) replay.report('CLOCK_REGRESSION', idx, c.case, `Entry ${idx} is older than the one before`);
	replay.lastAt = s.at;
	const tail = replay.tails.get(c.case) ?? { seq: -1, leafHash: '' };
	if (s.case_seq !== tail.seq + 1 || s.case_prev !== tail.leafHash) {
		replay.report('CASE_CHAIN', idx, c.case, `Entry ${idx} does not follow the entry of ${c.case} before it`);
	}
	replay.tails.set(c.case, { seq: s.case_seq, leafHash: row.leaf_hash });
}

/** Checks an entry's parts and returns the bytes of its command. */
function checkParts(replay: Replay, { idx }: EntryRow, { c }: EntryBody, stored: readonly PartTable[]) {
	const references = c.parts ?? [];
	for (const { name } of stored.filter((part) => !references.some(({ n }) => n === part.name))) {
		replay.report('PART_UNREFERENCED', idx, c.case, `Entry ${idx} does not name its part '${name}'`);
	}
	let commandBytes: Uint8Array | null = null;
	for (const reference of references) {
		const part = stored.find(({ name }) => name === reference.n);
		if (part === undefined) {
			replay.report('PART_MISSING', idx, c.case, `Part '${reference.n}' of entry ${idx} is not there`);
			continue;
		}
		const isWhole = part.salt.length === 32 && commitPart(part.salt, part.bytes) === reference.c;
		if (!isWhole) replay.report('PART_MODIFIED', idx, c.case, `Part '${reference.n}' of entry ${idx} was changed`);
		else if (reference.n === commandPartName) commandBytes = part.bytes;
	}
	return commandBytes;
}

function replayEntry(replay: Replay, row: EntryRow, stored: readonly PartTable[]) {
	const leaf = leafHash(row.body);
	if (Buffer.from(leaf).toString('hex') !== row.leaf_hash) {
		replay.report('BODY_MODIFIED', row.idx, row.case_id, `The body of entry ${row.idx} does not have its hash`);
	}
	const body = parseEntry(replay, row);
	if (body !== null) {
		checkPlace(replay, row, body);
		const commandBytes = checkParts(replay, row, body, stored);
		if (body.c.case !== logCaseId) {
			const before = replay.cases.get(body.c.case) ?? null;
			replay.cases.set(body.c.case, evolveCase(before, recordedEntry(body, commandBytes)));
		}
	}
	replay.frontier = appendLeaf(replay.frontier, leaf);
}

async function replayLog(db: Kysely<StoreTables>, replay: Replay) {
	for (let from = -1; ;) {
		const rows = await db
			.selectFrom('audit_entry')
			.selectAll()
			.where('idx', '>', from)
			.orderBy('idx')
			.limit(pageSize)
			.execute();
		const [first, last] = [rows[0], rows.at(-1)];
		if (first === undefined || last === undefined) return;
		const parts = Map.groupBy(
			await db
				.selectFrom('audit_part')
				.selectAll()
				.where('idx', '>=', first.idx)
				.where('idx', '<=', last.idx)
				.execute(),
			({ idx }) => idx,
		);
		for (const row of rows) replayEntry(replay, row, parts.get(row.idx) ?? []);
		from = last.idx;
	}
}

async function compareCases(db: Kysely<StoreTables>, replay: Replay): Promise<number> {
	const rows = await db.selectFrom('cases').select(['case_id', 'record']).execute();
	for (const { case_id, record } of rows) {
		const replayed = replay.cases.get(case_id);
		if (replayed === undefined || writeCase(replayed) !== record) {
			replay.report('PROJECTION_DIVERGED', null, case_id, `Case ${case_id} is not what the log makes of it`);
		}
	}
	const stored = new Set(rows.map(({ case_id }) => case_id));
	for (const caseId of replay.cases.keys()) {
		if (!stored.has(caseId)) replay.report('PROJECTION_DIVERGED', null, caseId, `Case ${caseId} has no row`);
	}
	return rows.length;
}

/** Recomputes every hash, link and commitment of the log, folds the cases from it and compares them with their rows. */
export async function verifyStore(db: Kysely<StoreTables>): Promise<Verification> {
	const replay = new Replay();
	const head = await db.selectFrom('audit_log').selectAll().executeTakeFirst();
	await replayLog(db, replay);
	const { frontier } = replay;
	if (head?.size !== frontier.size || head.frontier !== writeFrontier(frontier) || head.last_at !== replay.lastAt) {
		replay.report('HEAD_MISMATCH', null, null, `The head of the log does not fit its ${frontier.size} entries`);
	}
	const caseCount = await compareCases(db, replay);
	return {
		entry_count: frontier.size,
		case_count: caseCount,
		root: Buffer.from(rootOf(frontier)).toString('hex'),
		findings: replay.findings,
	};
}
