import type { Kysely } from 'kysely';

import type { StoreTables } from '../tables';

/** Where a reader stands; one that is new begins where `from` says. */
export async function openSubscription(
	db: Kysely<StoreTables>,
	name: string,
	from: 'now' | 'beginning',
): Promise<number> {
	const find = async () =>
		await db.selectFrom('subscription').select('next_idx').where('name', '=', name).executeTakeFirst();
	const known = await find();
	if (known !== undefined) return known.next_idx;
	const { size } = await db.selectFrom('audit_log').select('size').executeTakeFirstOrThrow();
	const next_idx = from === 'now' ? size : 0;
	await db.transaction().execute(async (trx) => {
		const row = trx.insertInto('subscription').values({ name, next_idx, holder: null, held_until: null });
		await row.onConflict((conflict) => conflict.doNothing()).execute();
	});
	// Another process may have been first.
	return (await find())?.next_idx ?? next_idx;
}

/** Writes down that a reader has had everything before `next_idx`. */
export async function moveSubscription(db: Kysely<StoreTables>, name: string, next_idx: number): Promise<void> {
	await db.transaction().execute(async (trx) => {
		await trx.updateTable('subscription').set({ next_idx }).where('name', '=', name).execute();
	});
}

/** Takes a reader for a holder, or keeps it; false while another one has it. */
export async function holdSubscription(
	db: Kysely<StoreTables>,
	{ name, holder, now, leaseSeconds }: { name: string; holder: string; now: string; leaseSeconds: number },
): Promise<boolean> {
	const held_until = new Date(Date.parse(now) + leaseSeconds * 1000).toISOString();
	return await db.transaction().execute(async (trx) => {
		const taken = await trx
			.updateTable('subscription')
			.set({ holder, held_until })
			.where('name', '=', name)
			.where(({ or, eb }) => or([eb('holder', 'is', null), eb('holder', '=', holder), eb('held_until', '<=', now)]))
			.executeTakeFirst();
		return taken.numUpdatedRows > 0n;
	});
}
