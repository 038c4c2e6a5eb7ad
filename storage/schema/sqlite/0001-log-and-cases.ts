import { sql, type Kysely } from 'kysely';

/**
 * The evidence log and the cases. The triggers are a guard against careless programs, not the proof: whoever may write
 * the file may drop them.
 */
const statements = [
	`create table audit_log (
		origin text primary key not null,
		size integer not null,
		frontier text not null,
		last_at text not null
	) strict`,
	`create table audit_entry (
		idx integer primary key not null,
		leaf_hash text not null,
		body text not null,
		id text not null generated always as (json_extract(body, '$.c.id')) stored,
		case_id text not null generated always as (json_extract(body, '$.c.case')) stored,
		case_seq integer not null generated always as (json_extract(body, '$.s.case_seq')) stored,
		type text not null generated always as (json_extract(body, '$.c.type')) stored,
		at text not null generated always as (json_extract(body, '$.s.at')) stored
	) strict`,
	'create unique index audit_entry_id on audit_entry (id)',
	'create unique index audit_entry_case on audit_entry (case_id, case_seq)',
	'create index audit_entry_type on audit_entry (type, at)',
	`create table audit_part (
		idx integer not null references audit_entry (idx),
		name text not null,
		salt blob not null,
		bytes blob not null,
		primary key (idx, name)
	) strict, without rowid`,
	`create table cases (
		case_id text primary key not null,
		case_number integer unique not null,
		record text not null,
		version integer not null generated always as (json_extract(record, '$.version')) stored,
		state text not null generated always as (json_extract(record, '$.state')) stored,
		source text not null generated always as (json_extract(record, '$.source')) stored,
		ticket_id text not null generated always as (json_extract(record, '$.ticket_id')) stored,
		type text generated always as (json_extract(record, '$.type')) stored,
		owner_role text generated always as (json_extract(record, '$.owner.role')) stored,
		backup_role text generated always as (json_extract(record, '$.owner.backup_role')) stored,
		opened_at text not null generated always as (json_extract(record, '$.opened_at')) stored,
		updated_at text not null generated always as (json_extract(record, '$.updated_at')) stored
	) strict`,
	'create unique index cases_ticket on cases (source, ticket_id)',
	'create index cases_state on cases (state, opened_at)',
	'create index cases_owner on cases (owner_role, opened_at)',
	'create index cases_opened on cases (opened_at)',
	// INSERT OR REPLACE deletes what it collides with, without firing delete triggers: an insert must prove by itself that
	// it appends and collides with nothing.
	`create trigger audit_entry_append before insert on audit_entry
		when new.idx is not (select coalesce(max(idx) + 1, 0) from audit_entry)
			or exists (select 1 from audit_entry where id = json_extract(new.body, '$.c.id'))
			or exists (select 1 from audit_entry where case_id = json_extract(new.body, '$.c.case')
				and case_seq = json_extract(new.body, '$.s.case_seq'))
		begin select raise(abort, 'audit_entry is append-only'); end`,
	`create trigger audit_entry_keep before update on audit_entry
		begin select raise(abort, 'audit_entry is append-only'); end`,
	`create trigger audit_entry_stay before delete on audit_entry
		begin select raise(abort, 'audit_entry is append-only'); end`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
