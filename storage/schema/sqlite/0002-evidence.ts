import { sql, type Kysely } from 'kysely';

/** What evidence beside the cases' own entries needs: references, erasure by person, signed checkpoints. */
const statements = [
	// The entry that this one answers, for what is still open. ALTER can only add a virtual column; its index holds it.
	`alter table audit_entry add column answers text generated always as (json_extract(body, '$.c.refs[0].id')) virtual`,
	'create index audit_entry_answers on audit_entry (answers) where answers is not null',
	'alter table audit_part add column subject text',
	'create index audit_part_subject on audit_part (subject) where subject is not null',
	`alter table cases add column customer_id text generated always as (json_extract(record, '$.customer_id')) virtual`,
	'create index cases_customer on cases (customer_id) where customer_id is not null',
	'create table audit_checkpoint (size integer primary key not null, note text not null) strict',
	`create trigger audit_checkpoint_append before insert on audit_checkpoint
		when new.size <= (select max(size) from audit_checkpoint)
		begin select raise(abort, 'audit_checkpoint is append-only'); end`,
	`create trigger audit_checkpoint_keep before update on audit_checkpoint
		begin select raise(abort, 'audit_checkpoint is append-only'); end`,
	`create trigger audit_checkpoint_stay before delete on audit_checkpoint
		begin select raise(abort, 'audit_checkpoint is append-only'); end`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
