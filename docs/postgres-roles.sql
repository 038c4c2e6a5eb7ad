-- Optional: take from n8n every right on the store that its nodes do not need.
--
-- With one role for everything, whoever learns the password of n8n's role can drop the triggers of the log and rewrite it.
-- After this script the tables belong to a role that nobody logs in as, and n8n's role may read, append entries, parts
-- and checkpoints, and update cases, definitions, exceptions, timers, triggers and the head of the log. It may not change or delete an entry, nor make or drop anything.
--
-- Run it as a superuser in the database of the store, after the store was opened once (so that the tables are there), and
-- again after each update of the pack that changed tables:
--
--   psql --single-transaction -f postgres-roles.sql triage
--
-- Replace these names where yours are others:
--   support_triage         the schema of the store
--   support_triage_owner   the role that owns the tables
--   support_triage_app     the role that n8n connects as

do $$
begin
	if not exists (select from pg_roles where rolname = 'support_triage_owner') then
		create role support_triage_owner nologin;
	end if;
	if not exists (select from pg_roles where rolname = 'support_triage_app') then
		-- Without a password nobody can log in over a network: set one with ALTER ROLE … PASSWORD.
		create role support_triage_app login;
	end if;
end $$;

-- Everything in the schema gets the owner that nobody is.
alter schema support_triage owner to support_triage_owner;
do $$
declare
	found record;
begin
	for found in select tablename from pg_tables where schemaname = 'support_triage' loop
		execute format('alter table support_triage.%I owner to support_triage_owner', found.tablename);
	end loop;
	for found in select viewname from pg_views where schemaname = 'support_triage' loop
		execute format('alter view support_triage.%I owner to support_triage_owner', found.viewname);
	end loop;
	for found in
		select p.oid::regprocedure as signature from pg_proc p where p.pronamespace = 'support_triage'::regnamespace
	loop
		execute format('alter function %s owner to support_triage_owner', found.signature);
	end loop;
end $$;

revoke all on schema support_triage from public, support_triage_app;
revoke all on all tables in schema support_triage from public, support_triage_app;

-- What the nodes do: look up, append, project.
grant usage on schema support_triage to support_triage_app;
grant select on all tables in schema support_triage to support_triage_app;
grant insert on support_triage.audit_entry, support_triage.audit_part, support_triage.audit_checkpoint, support_triage.cases,
	support_triage.definitions, support_triage.exceptions, support_triage.retries, support_triage.throttles, support_triage.timers, support_triage.triggers to support_triage_app;
grant update (size, frontier, last_at) on support_triage.audit_log to support_triage_app;
grant update (record, state, source, ticket_id, type, owner_role, backup_role, opened_at, updated_at, customer_id, first_task, urgency,
	until, first_exception, first_lapse, merged_into) on support_triage.cases to support_triage_app;
grant update (record, state, next_due_at, due_at, calendar_name, calendar_at) on support_triage.timers to support_triage_app;
grant update (record) on support_triage.definitions, support_triage.exceptions, support_triage.retries,
	support_triage.throttles, support_triage.triggers to support_triage_app;
-- How far the triggers have come, which is no evidence.
grant insert, update (next_idx, holder, held_until) on support_triage.subscription to support_triage_app;
-- Redacting and rebuilding also delete. A store from which nobody may delete is the safer one, so do them as the owner, or
-- give n8n's role the right:
--
--   grant delete on support_triage.audit_part, support_triage.cases, support_triage.definitions, support_triage.exceptions, support_triage.retries,
--     support_triage.timers, support_triage.triggers to support_triage_app;
