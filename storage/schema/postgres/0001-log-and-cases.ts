import { sql, type Kysely } from 'kysely';

/** A text of the JSON in `column`, or a number of it. Byte order, so that every server sorts instants alike. */
const text = (column: string, path: string) => `text collate "C" generated always as (${column}::jsonb ${path}) stored`;
const integer = (column: string, path: string) =>
	`bigint not null generated always as ((${column}::jsonb ${path})::bigint) stored`;

/**
 * The evidence log and the cases, in the schema that the connection names first. The triggers are a guard against careless
 * programs, not the proof: the owner of the tables may drop them.
 */
const statements = [
	`create table audit_log (
		origin text primary key,
		size bigint not null,
		frontier text not null,
		last_at text collate "C" not null
	)`,
	'create unique index audit_log_one on audit_log ((true))',
	`create table audit_entry (
		idx bigint primary key,
		leaf_hash text not null,
		body text not null,
		id ${text('body', "-> 'c' ->> 'id'")} not null,
		case_id ${text('body', "-> 'c' ->> 'case'")} not null,
		case_seq ${integer('body', "-> 's' ->> 'case_seq'")},
		type ${text('body', "-> 'c' ->> 'type'")} not null,
		at ${text('body', "-> 's' ->> 'at'")} not null
	)`,
	'create unique index audit_entry_id on audit_entry (id)',
	'create unique index audit_entry_case on audit_entry (case_id, case_seq)',
	'create index audit_entry_type on audit_entry (type, at)',
	`create table audit_part (
		idx bigint not null references audit_entry (idx),
		name text not null,
		salt bytea not null,
		bytes bytea not null,
		primary key (idx, name)
	)`,
	`create table cases (
		case_id text collate "C" primary key,
		case_number bigint unique not null,
		record text not null,
		version ${integer('record', "->> 'version'")},
		state ${text('record', "->> 'state'")} not null,
		source ${text('record', "->> 'source'")} not null,
		ticket_id ${text('record', "->> 'ticket_id'")} not null,
		type ${text('record', "->> 'type'")},
		owner_role ${text('record', "-> 'owner' ->> 'role'")},
		backup_role ${text('record', "-> 'owner' ->> 'backup_role'")},
		opened_at ${text('record', "->> 'opened_at'")} not null,
		updated_at ${text('record', "->> 'updated_at'")} not null
	)`,
	'create unique index cases_ticket on cases (source, ticket_id)',
	'create index cases_state on cases (state, opened_at)',
	'create index cases_owner on cases (owner_role, opened_at)',
	'create index cases_opened on cases (opened_at)',
	`create function audit_entry_append() returns trigger language plpgsql set search_path from current as $$
		begin
			if new.idx is distinct from (select coalesce(max(idx) + 1, 0) from audit_entry) then
				raise exception 'audit_entry is append-only';
			end if;
			return new;
		end $$`,
	`create function audit_entry_keep() returns trigger language plpgsql as $$
		begin
			raise exception 'audit_entry is append-only';
		end $$`,
	`create trigger audit_entry_append before insert on audit_entry
		for each row execute function audit_entry_append()`,
	`create trigger audit_entry_keep before update or delete on audit_entry
		for each row execute function audit_entry_keep()`,
	`create trigger audit_entry_stay before truncate on audit_entry
		for each statement execute function audit_entry_keep()`,
	// A plain trigger does not fire where a session calls itself a replica.
	...['append', 'keep', 'stay'].map((name) => `alter table audit_entry enable always trigger audit_entry_${name}`),
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
