import { sql, type Kysely } from 'kysely';

const kept = 'idx, id, case_id, case_seq, type, at, answers, leaf_hash, body';
const arrivals = ['accepted', 'duplicate', 'refused'].map((outcome) => `type = 'trigger.${outcome}'`).join(' or ');
const fact = (name: string) => `json_extract(body, '$.c.data.${name}')`;

/**
 * Look-up columns of entries that the store writes, as those of cases and timers, and before the text, so that what is looked
 * up is found without reading it. What refers to a table goes before it and comes after it.
 */
const statements = [
	`create table audit_entry_written (
		idx integer primary key not null,
		id text not null,
		case_id text not null,
		case_seq integer not null,
		type text not null,
		at text not null,
		answers text,
		leaf_hash text not null,
		body text not null
	) strict`,
	`insert into audit_entry_written (${kept}) select ${kept} from audit_entry order by idx`,
	`create table audit_part_written (
		idx integer not null references audit_entry_written (idx),
		name text not null,
		salt blob not null,
		bytes blob not null,
		subject text,
		primary key (idx, name)
	) strict, without rowid`,
	'insert into audit_part_written select idx, name, salt, bytes, subject from audit_part order by idx, name',
	'drop view trigger_ledger',
	'drop table audit_part',
	'drop table audit_entry',
	'alter table audit_entry_written rename to audit_entry',
	'alter table audit_part_written rename to audit_part',
	'create unique index audit_entry_id on audit_entry (id)',
	'create unique index audit_entry_case on audit_entry (case_id, case_seq)',
	'create index audit_entry_type on audit_entry (type, at)',
	'create index audit_entry_answers on audit_entry (answers) where answers is not null',
	'create index audit_part_subject on audit_part (subject) where subject is not null',
	`create view trigger_ledger as
		select idx, id as trigger_id, type, at, body,
			${fact('source')} as source, ${fact('received_at')} as received_at, ${fact('label')} as label
		from audit_entry where ${arrivals}`,
	`create index audit_entry_received on audit_entry (${fact('received_at')}, idx) where ${arrivals}`,
	`create trigger audit_entry_append before insert on audit_entry
		when new.idx is not (select coalesce(max(idx) + 1, 0) from audit_entry)
			or exists (select 1 from audit_entry where id = new.id)
			or exists (select 1 from audit_entry where case_id = new.case_id and case_seq = new.case_seq)
		begin select raise(abort, 'audit_entry is append-only'); end`,
	`create trigger audit_entry_keep before update on audit_entry
		begin select raise(abort, 'audit_entry is append-only'); end`,
	`create trigger audit_entry_stay before delete on audit_entry
		begin select raise(abort, 'audit_entry is append-only'); end`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
