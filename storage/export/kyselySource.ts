import { sql, type Kysely } from 'kysely';

import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import type { ExportPart, ExportRange, ExportSource } from './source';

const pageSize = 500;
const hashPageSize = 10_000;
/** A part can be a megabyte long, so few are read at once. */
const partPageSize = 20;

const checkpointTable = 'audit_checkpoint';

/** A store's tables, read page by page. The caller keeps the snapshot. */
export class KyselySource implements ExportSource {
	constructor(private readonly db: Kysely<StoreTables>) {}

	async head() {
		const { origin, size } = await this.db.selectFrom('audit_log').select(['origin', 'size']).executeTakeFirstOrThrow();
		const kept = await this.db
			.selectFrom('audit_entry')
			.select(({ fn }) => fn.min('idx').as('first'))
			.where('body', 'is not', null)
			.executeTakeFirst();
		return { origin, size: Number(size), first: Number(kept?.first ?? 0) };
	}

	async *leafHashes(from: number, to: number) {
		for (let next = from; next < to; next += hashPageSize) {
			const rows = await this.db
				.selectFrom('audit_entry')
				.select('leaf_hash')
				.where('idx', '>=', next)
				.where('idx', '<', Math.min(to, next + hashPageSize))
				.orderBy('idx')
				.execute();
			for (const { leaf_hash } of rows) yield Buffer.from(leaf_hash, 'hex');
		}
	}

	async *entries(range: ExportRange) {
		for (let after = -1; ;) {
			let page = this.db.selectFrom('audit_entry').select(['idx', 'body']).where('idx', '>', after);
			if ('case_id' in range) page = page.where('case_id', '=', storedText(range.case_id));
			else page = page.where('idx', '>=', range.from).where('idx', '<', range.to);
			const rows = await page.where('body', 'is not', null).orderBy('idx').limit(pageSize).execute();
			for (const { idx, body } of rows) yield { idx: Number(idx), body };
			if (rows.length < pageSize) return;
			after = Number(rows.at(-1)!.idx);
		}
	}

	async *parts(range: ExportRange): AsyncGenerator<ExportPart> {
		for (let [afterIdx, afterName] = [-1, '']; ;) {
			let page = this.db
				.selectFrom('audit_part')
				.innerJoin('audit_entry', 'audit_entry.idx', 'audit_part.idx')
				.select(['audit_part.idx', 'audit_part.name', 'audit_part.salt', 'audit_part.bytes'])
				.where(({ eb, and, or }) =>
					or([
						eb('audit_part.idx', '>', afterIdx),
						and([eb('audit_part.idx', '=', afterIdx), eb('audit_part.name', '>', afterName)]),
					]),
				);
			if ('case_id' in range) page = page.where('audit_entry.case_id', '=', storedText(range.case_id));
			else page = page.where('audit_part.idx', '>=', range.from).where('audit_part.idx', '<', range.to);
			const rows = await page.orderBy('audit_part.idx').orderBy('audit_part.name').limit(partPageSize).execute();
			for (const row of rows) yield { ...row, idx: Number(row.idx) };
			const last = rows.at(-1);
			if (last === undefined || rows.length < partPageSize) return;
			[afterIdx, afterName] = [Number(last.idx), last.name];
		}
	}

	async *checkpoints() {
		const tables = await this.db.introspection.getTables();
		if (!tables.some(({ name }) => name === checkpointTable)) return;
		for (let after = -1; ;) {
			const { rows } = await sql<{ size: number; note: string }>`
				select size, note from ${sql.table(checkpointTable)} where size > ${after} order by size limit ${pageSize}
			`.execute(this.db);
			for (const { size, note } of rows) yield { size: Number(size), note };
			if (rows.length < pageSize) return;
			after = Number(rows.at(-1)!.size);
		}
	}

	async findPeriod(from: string, to?: string) {
		const { size } = await this.head();
		const firstAfter = async (at: string) => {
			const query = this.db.selectFrom('audit_entry').select(({ fn }) => fn.min('idx').as('first'));
			const row = await query.where('at', '>=', at).executeTakeFirst();
			return Number(row?.first ?? size);
		};
		return { from: await firstAfter(from), to: to === undefined ? size : await firstAfter(to) };
	}
}
