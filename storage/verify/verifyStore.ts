import { sql, type Kysely } from 'kysely';

import { rootOf, trailKindOf } from '../../core';
import { readTrails } from '../log/readTrails';
import { RowComparison, type Difference } from '../projections/compare';
import type { Verification, VerifyOptions } from '../verification';
import type { StoreTables } from '../tables';
import { checkClaims, checkCover, collectClaims } from './checkpoints';
import { Report } from './report';
import { TrailCheck } from './trails';
import { checkHead, growTree } from './tree';

/** Entries that share an id, and parts of no entry: what no single trail can show. */
async function checkWhole(db: Kysely<StoreTables>, report: Report) {
	const doubled = await db
		.selectFrom('audit_entry')
		.select(['id', ({ fn }) => fn.max('idx').as('idx')])
		.groupBy('id')
		.having(({ fn }) => fn.countAll(), '>', 1)
		.limit(1000)
		.execute();
	for (const { id, idx } of doubled) {
		report.add('IDEMPOTENCY_CONFLICT', idx, null, `The id ${id} of entry ${idx} belongs to another entry too`);
	}
	const orphans = await db
		.selectFrom('audit_part as part')
		.leftJoin('audit_entry as entry', 'entry.idx', 'part.idx')
		.select(['part.idx', 'part.name'])
		.where('entry.idx', 'is', null)
		.limit(1000)
		.execute();
	for (const { idx, name } of orphans) {
		report.add('PART_UNREFERENCED', idx, null, `Part '${name}' is kept for entry ${idx}, which is not there`);
	}
}

const maxLooked = 100;

/** Finds parts that a trail says were erased. */
async function checkRedactions(db: Kysely<StoreTables>, trail: TrailCheck, report: Report) {
	const { redactions, trailId } = trail;
	for (let from = 0; from < redactions.length; from += maxLooked) {
		const looked = redactions.slice(from, from + maxLooked);
		const there = await db
			.selectFrom('audit_part')
			.select(['idx', 'name'])
			.where(({ eb, and, or }) =>
				or(looked.map(({ part_idx, name }) => and([eb('idx', '=', part_idx), eb('name', '=', name)]))),
			)
			.execute();
		for (const { idx, name } of there) {
			const said = looked.find((one) => one.part_idx === idx && one.name === name);
			const message = `Entry ${said?.idx} says that part '${name}' was erased, and it is there`;
			report.add('REDACTION_INCOMPLETE', said?.idx ?? null, trailId, message);
		}
	}
}

const phrases: Record<Difference['kind'], string> = {
	changed: 'is not what the log makes of it',
	extra: 'has a row that the log knows nothing of',
	missing: 'has no row',
};

/** Verifies every trail, and the rows that are made from it. Returns how many cases there are. */
async function checkTrails(db: Kysely<StoreTables>, origin: string | null, report: Report): Promise<number> {
	const rows = new RowComparison(db, ({ table, case_id, kind }) => {
		const trail = trailKindOf(case_id) === 'case' ? 'Case' : 'Trail';
		report.add('PROJECTION_DIVERGED', null, case_id, `${trail} ${case_id} ${phrases[kind]} in ${table}`);
	});
	let trail = null as TrailCheck | null;
	const finish = async () => {
		if (trail === null) return;
		rows.add(trail.finish());
		report.judge(trail.trailId, trail.completeness);
		await checkRedactions(db, trail, report);
	};
	for await (const page of readTrails(db)) {
		for (const entry of page) {
			if (trail?.trailId !== entry.row.case_id) {
				await finish();
				trail = new TrailCheck(entry.row.case_id, origin, report);
			}
			trail.add(entry);
		}
		await rows.flush(false);
	}
	await finish();
	await rows.flush(true);
	return rows.caseCount;
}

/**
 * Recomputes everything from the stored bytes: hashes, links, places, parts, the tree, and the rows made from the entries;
 * and compares the tree with every checkpoint it is told of. Reads in pages, so that its memory does not grow with the log.
 */
export async function verifyStore(db: Kysely<StoreTables>, options: VerifyOptions, now: string): Promise<Verification> {
	const report = new Report();
	const claims = await collectClaims(db, options, report);
	const tree = await growTree(db, new Set(claims.map(({ size }) => size)), report);
	const origin = await checkHead(db, tree, report);
	const anchoredCount = checkClaims(claims, tree, origin, report);
	const caseCount = await checkTrails(db, origin, report);
	await checkWhole(db, report);
	await checkCover(db, claims, options, now, report);
	const { checkpoint_count } = await db
		.selectFrom('audit_checkpoint')
		.select(sql<number>`count(*)`.as('checkpoint_count'))
		.executeTakeFirstOrThrow();
	return {
		verdict: report.verdict,
		completeness: report.completeness,
		origin: origin ?? '',
		entry_count: tree.frontier.size,
		case_count: caseCount,
		root: Buffer.from(rootOf(tree.frontier)).toString('hex'),
		checkpoint_count: Number(checkpoint_count),
		anchored_count: anchoredCount,
		pending_count: tree.frontier.size - anchoredCount,
		redacted_count: report.redactedCount,
		findings: report.findings,
		notices: report.notices,
		counts: report.counts,
	};
}
