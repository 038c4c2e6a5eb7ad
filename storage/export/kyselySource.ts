import { sql, type Kysely } from 'kysely';

import { storedText } from '../storedText';
import type { StoreTables } from '../tables';
import type { ExportPart, ExportRange, ExportSource } from './source';

const pageSize = 200;
const hashPageSize = 2000;
/** A part can be a megabyte long, so not more than these bytes are read at once. */
const maxBytes = 8 * 1024 * 1024;

const checkpointTable = 'audit_checkpoint';

interface PartPlace {
	idx: number;
	name: string;
}

const isAfter = ({ idx, name }: PartPlace) => sql<boolean>`(idx, name) > (${idx}, ${name})`;

/** How many of the next parts are read at once, one number after the other: so many bytes at most, or one part. */
function countRuns(lengths: readonly number[], mostBytes: number): number[] {
	const counts: number[] = [];
	let bytes = Infinity;
	for (const length of lengths) {
		if (bytes + length > mostBytes) {
			counts.push(0);
			bytes = 0;
		}
		bytes += length;
		counts[counts.length - 1]! += 1;
	}
	return counts;
}

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
		let all = this.db.selectFrom('audit_part');
		// No name is empty. A second lower bound would be what SQLite begins every page at.
		let after: PartPlace = { idx: 0, name: '' };
		if ('case_id' in range) {
			const ofCase = this.db.selectFrom('audit_entry').select('idx').where('case_id', '=', storedText(range.case_id));
			all = all.where('idx', 'in', ofCase);
		} else {
			all = all.where('idx', '<', range.to);
			after = { idx: range.from, name: '' };
		}
		for (;;) {
			const next = () => all.where(isAfter(after)).orderBy('idx').orderBy('name');
			const lengths = await next()
				.select(sql<number>`length(bytes)`.as('length'))
				.limit(pageSize)
				.execute();
			for (const count of countRuns(
				lengths.map(({ length }) => Number(length)),
				maxBytes,
			)) {
				const rows = await next().select(['idx', 'name', 'salt', 'bytes']).limit(count).execute();
				for (const row of rows) yield { ...row, idx: Number(row.idx) };
				after = rows.at(-1)!;
			}
			if (lengths.length < pageSize) return;
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
