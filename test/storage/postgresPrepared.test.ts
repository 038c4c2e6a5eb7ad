import { checkConnection } from '../../storage/postgres/connection';
import { createPool } from '../../storage/postgres/pool';
import { PreparedTexts } from '../../storage/postgres/prepared';
import { describeOnPostgres, useDatabase } from '../harness/postgres';

describeOnPostgres('statements that are prepared', () => {
	const database = useDatabase();

	/** Runs each text twice with a value on one connection, and says which the server keeps. */
	async function keptOf(prepared: PreparedTexts, texts: readonly string[]) {
		const pool = createPool(checkConnection(database.connection('prepared')), 5000, prepared);
		const client = await pool.connect();
		try {
			for (const text of [...texts, ...texts]) {
				expect((await client.query<{ n: number }>(text, [7])).rows).toEqual([{ n: 7 }]);
			}
			const { rows } = await client.query<{ statement: string }>('select statement from pg_prepared_statements');
			return rows.map(({ statement }) => statement);
		} finally {
			client.release();
			await pool.end();
		}
	}

	test('are kept by the server, each once, and others are not', async () => {
		const prepared = new PreparedTexts();
		const texts = ['select $1::int as n', 'select $1::int as n -- another'];
		prepared.add(texts[0]!, [7]);
		prepared.add(texts[0]!, [8]);
		expect(await keptOf(prepared, texts)).toEqual([texts[0]]);
	});

	test('go on after one of them is refused', async () => {
		const prepared = new PreparedTexts();
		const text = 'select 7 / ($1::int - 6) as n';
		prepared.add(text, [7]);
		const pool = createPool(checkConnection(database.connection('prepared')), 5000, prepared);
		const client = await pool.connect();
		await expect(client.query(text, [6])).rejects.toMatchObject({ code: '22012' });
		expect((await client.query(text, [7])).rows).toEqual([{ n: 7 }]);
		client.release();
		await pool.end();
	});

	test('are bounded: neither those of many rows nor ever more texts', () => {
		const prepared = new PreparedTexts();
		prepared.add('many', Array(33).fill(1));
		expect(prepared.nameOf('many')).toBeUndefined();
		for (let index = 0; index < 1000; index += 1) prepared.add(`text ${index}`, [index]);
		expect(prepared.nameOf('text 0')).toBeDefined();
		expect(prepared.nameOf('text 999')).toBeUndefined();
	});
});
