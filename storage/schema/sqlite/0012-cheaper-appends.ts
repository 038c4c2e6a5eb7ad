import { sql, type Kysely } from 'kysely';

const arrivals = ['accepted', 'duplicate', 'refused'].map((outcome) => `type = 'trigger.${outcome}'`).join(' or ');
const fact = (name: string) => `json_extract(body, '$.c.data.${name}')`;

/** What every append pays for, made cheaper. Nothing of what is kept or refused changes. */
const statements = [
	// The generated columns are there before the guard asks, so that it need not read them out of the text again.
	'drop trigger audit_entry_append',
	`create trigger audit_entry_append before insert on audit_entry
		when new.idx is not (select coalesce(max(idx) + 1, 0) from audit_entry)
			or exists (select 1 from audit_entry where id = new.id)
			or exists (select 1 from audit_entry where case_id = new.case_id and case_seq = new.case_seq)
		begin select raise(abort, 'audit_entry is append-only'); end`,
	// A list of types would be built anew for each row that is not one of them. The view has the same words, for the index.
	'drop index audit_entry_received',
	'drop view trigger_ledger',
	`create view trigger_ledger as
		select idx, id as trigger_id, type, at, body,
			${fact('source')} as source, ${fact('received_at')} as received_at, ${fact('label')} as label
		from audit_entry where ${arrivals}`,
	`create index audit_entry_received on audit_entry (${fact('received_at')}, idx) where ${arrivals}`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
