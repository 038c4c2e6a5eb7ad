import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

import { inspectPostgres, openPostgresStore, type PostgresConnection } from '../../storage';
import { projections } from '../../storage/projections/registry';
import { describeOnPostgres, ownName, runSql, testServer, useDatabase } from '../harness/postgres';
import { ruleSet } from './definitionContract';
import { closeCase, context, owner, ticket } from './subject';
import { trigger } from './triggerContract';

const script = readFileSync(join(__dirname, '../../docs/postgres-roles.sql'), 'utf8');

describeOnPostgres('n8n with the rights of docs/postgres-roles.sql', () => {
	const database = useDatabase();
	// Roles belong to the whole server, so this run has its own.
	const schema = ownName();
	const [app, nobody] = [`${schema}_app`, `${schema}_owner`];
	const connection: PostgresConnection = { ...testServer(), database: database.name, schema, user: app };
	const harden = async () => await runSql(database.name, script.replaceAll('support_triage', schema));
	const query = async (sql: string, values: unknown[]) => {
		const client = new Client({ ...testServer(), database: database.name });
		await client.connect();
		try {
			return await client.query<Record<string, unknown>>(sql, values);
		} finally {
			await client.end();
		}
	};
	const asApp = async (sql: string) => {
		const client = new Client({ ...testServer(), database: database.name, user: app });
		await client.connect();
		try {
			await client.query(`set search_path = ${schema}`);
			await client.query(sql);
		} finally {
			await client.end();
		}
	};

	beforeAll(async () => {
		const store = await openPostgresStore({ ...connection, user: testServer().user });
		await store.execute(null, { kind: 'open', fields: ticket() }, context());
		await store.close();
		await harden();
	});
	// After the database, and with it all they own, is gone.
	afterAll(async () => void (await runSql('postgres', `drop role ${app}`, `drop role ${nobody}`)));

	test('every kind of command works, and the log recomputes', async () => {
		const store = await openPostgresStore(connection);
		const target = { case_id: 'C-0001' };
		await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, context());
		await store.execute(target, owner, context());
		await store.execute(target, { kind: 'change_state', to: 'in-progress' }, context());
		const refused = await store.execute({ case_id: 'C-0002' }, { kind: 'resolve', resolution: 'fixed' }, context());
		expect(refused.outcome).toBe('refused');
		await closeCase(store, 'C-0001');
		expect(await store.getCase('C-0001')).toMatchObject({ state: 'resolved', owner: { role: 'Billing' } });
		expect((await store.readTimeline('C-0001')).map(({ type }) => type)).toContain('case.closed');
		expect(await store.listRoles()).toEqual(['Billing', 'Finance-Lead']);
		const rules = { kind: 'rule_set', name: 'Owners' } as const;
		await store.executeDefinition(rules, { kind: 'save', body: ruleSet('Billing') }, context());
		await store.executeDefinition(rules, { kind: 'save', body: ruleSet('Finance') }, context());
		expect(await store.listVersions(rules)).toHaveLength(2);
		const [accepted] = await store.recordTriggers([trigger('K-1'), trigger('K-1')]);
		await store.settleTrigger(accepted!.trigger_id, { kind: 'complete' }, context());
		expect(await store.countTriggers()).toMatchObject([{ outcome: 'accepted' }, { outcome: 'duplicate' }]);
		expect(await store.verify()).toMatchObject({ case_count: 2, findings: [] });
		await store.close();
		expect(await inspectPostgres(connection)).toMatchObject({ can_open: true, case_count: 2 });
	});

	test('every table that is made from entries can be written, and no row of it deleted', async () => {
		const tables = projections.map(({ table }) => table);
		const { rows } = await query(
			`select name, has_table_privilege($1, format('%I.%I', $2::text, name), 'insert') as can_insert,
				has_column_privilege($1, format('%I.%I', $2::text, name), 'record', 'update') as can_update,
				has_table_privilege($1, format('%I.%I', $2::text, name), 'delete') as can_delete
			from unnest($3::text[]) as name order by name`,
			[app, schema, tables],
		);
		expect(rows).toEqual(
			[...tables].sort().map((name) => ({ name, can_insert: true, can_update: true, can_delete: false })),
		);
	});

	test('it can be run again', async () => {
		await harden();
		const store = await openPostgresStore(connection);
		expect((await store.verify()).findings).toEqual([]);
		await store.close();
	});

	test.each([
		['an update of an entry', "update audit_entry set leaf_hash = '00'"],
		['a delete of an entry', 'delete from audit_entry'],
		['a truncate of the log', 'truncate audit_entry cascade'],
		['a trigger switched off', 'alter table audit_entry disable trigger all'],
		['a trigger dropped', 'drop trigger audit_entry_keep on audit_entry'],
		['a function replaced', 'create or replace function audit_entry_keep() returns trigger language sql as $$ $$'],
		['a column cut loose', 'drop trigger audit_entry_columns on audit_entry'],
		[
			'a column of another making',
			'create or replace function audit_entry_columns() returns trigger language sql as $$ $$',
		],
		['a part changed', "update audit_part set bytes = ''"],
		['a part deleted', 'delete from audit_part'],
		['the head deleted', 'delete from audit_log'],
		['another name for the log', "update audit_log set origin = 'mine'"],
		['a case deleted', 'delete from cases'],
		['a case under another number', 'update cases set case_number = 9'],
		['a definition deleted', 'delete from definitions'],
		['a key deleted', 'delete from triggers'],
		['a ledger of another making', 'drop view trigger_ledger'],
		['a definition under another name', "update definitions set trail_id = '_role/X'"],
		['a session that calls itself a replica', 'set session_replication_role = replica'],
		['a table made', 'create table mine (id int)'],
		['a log dropped', 'drop table audit_entry cascade'],
	])('%s is refused', async (_, sql) => {
		await expect(asApp(sql)).rejects.toMatchObject({ code: '42501' });
	});
});
