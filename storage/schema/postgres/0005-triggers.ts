import { sql, type Kysely } from 'kysely';

const arrivals = "type in ('trigger.accepted', 'trigger.duplicate', 'trigger.refused')";
const fact = (name: string) => `(body::jsonb -> 'c' -> 'data' ->> '${name}') collate "C"`;
const member = (name: string) => `text collate "C" generated always as (record::jsonb ->> '${name}') stored`;

/** What became of triggers, by key; and the ledger of all that arrived, which is a view of the log. */
const statements = [
	`create table triggers (
		trail_id text collate "C" primary key,
		record text not null,
		source ${member('source')} not null,
		key ${member('key')},
		state ${member('state')} not null,
		case_id ${member('case_id')},
		accepted_at ${member('accepted_at')} not null
	)`,
	'create unique index triggers_key on triggers (source, key) where key is not null',
	'create index triggers_case on triggers (case_id) where case_id is not null',
	`create index triggers_open on triggers (accepted_at) where state = 'claimed'`,
	`create view trigger_ledger as
		select idx, id as trigger_id, type, at, body,
			${fact('source')} as source, ${fact('received_at')} as received_at, ${fact('label')} as label
		from audit_entry where ${arrivals}`,
	`create index audit_entry_received on audit_entry ((${fact('received_at')}), idx) where ${arrivals}`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}
