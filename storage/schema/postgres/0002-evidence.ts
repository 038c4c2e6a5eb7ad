import { sql, type Kysely } from 'kysely';

/** What evidence beside the cases' own entries needs: references, erasure by person, signed checkpoints. */
const statements = [
	// The entry that this one answers, for what is still open.
	`alter table audit_entry add column answers text collate "C"
		generated always as (body::jsonb -> 'c' -> 'refs' -> 0 ->> 'id') stored`,
	'create index audit_entry_answers on audit_entry (answers) where answers is not null',
	'alter table audit_part add column subject text collate "C"',
	'create index audit_part_subject on audit_part (subject) where subject is not null',
	`alter table cases add column customer_id text collate "C"
		generated always as (record::jsonb ->> 'customer_id') stored`,
	'create index cases_customer on cases (customer_id) where customer_id is not null',
	'create table audit_checkpoint (size bigint primary key, note text not null)',
	`create function audit_checkpoint_append() returns trigger language plpgsql set search_path from current as $$
		begin
			if new.size <= (select max(size) from audit_checkpoint) then
				raise exception 'audit_checkpoint is append-only';
			end if;
			return new;
		end $$`,
	`create function audit_checkpoint_keep() returns trigger language plpgsql as $$
		begin
			raise exception 'audit_checkpoint is append-only';
		end $$`,
	`create trigger audit_checkpoint_append before insert on audit_checkpoint
		for each row execute function audit_checkpoint_append()`,
	`create trigger audit_checkpoint_keep before update or delete on audit_checkpoint
		for each row execute function audit_checkpoint_keep()`,
	`create trigger audit_checkpoint_stay before truncate on audit_checkpoint
		for each statement execute function audit_checkpoint_keep()`,
	...['append', 'keep', 'stay'].map(
		(name) => `alter table audit_checkpoint enable always trigger audit_checkpoint_${name}`,
	),
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
