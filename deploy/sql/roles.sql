-- Purpose: three roles for a Postgres database that holds a sweep store, each with no more rights than its work needs.
--   owner   creates and upgrades the schema: whoever opens the store for writing after an upgrade of the program.
--   worker  submits, trains, controls: `sweep worker`, `sweep-silo`, `sweep submit`, `cancel`, ... It cannot create, alter or drop
--           anything, nor change what has finished. Silos find each other with it.
--   reader  reads tables and views: `sweep status`, `compare`, `query`, psql, notebooks. It cannot write, not even temporary tables.
--
-- Run it as a superuser, connected to a database that is for sweep alone, before the store is created, and again after each upgrade: the
-- first run prepares what the owner will create, the second narrows the worker's rights to the tables as they are. Any number of runs is
-- harmless.
--
--     psql -d sweep -v ON_ERROR_STOP=1 -f roles.sql
--
-- Plain SQL, for any client. Settings of the session, made before it in the same session, change names and set passwords:
--
--     set sweep.owner = 'sweep_owner';                    set sweep.owner_password = '...';
--     set sweep.worker = 'sweep_worker';                  set sweep.worker_password = '...';
--     set sweep.reader = 'sweep_reader';                  set sweep.reader_password = '...';
--
-- A role without a password setting keeps the password it has; a new one has none and can log in only where pg_hba.conf asks for none.
-- On a command line everybody can read a password: feed it through psql's standard input (deploy/README.md).
-- Everything is done in the schema that is first in the search path, usually public.

begin;

do $$
declare
  owner_name text := coalesce(nullif(current_setting('sweep.owner', true), ''), 'sweep_owner');
  worker_name text := coalesce(nullif(current_setting('sweep.worker', true), ''), 'sweep_worker');
  reader_name text := coalesce(nullif(current_setting('sweep.reader', true), ''), 'sweep_reader');
  role_name text;
  role_password text;
begin
  foreach role_name in array array[owner_name, worker_name, reader_name] loop
    if not exists (select 1 from pg_roles where rolname = role_name) then
      execute format('create role %I', role_name);
    end if;
    execute format('alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role_name);
    role_password := nullif(current_setting(case role_name
      when owner_name then 'sweep.owner_password'
      when worker_name then 'sweep.worker_password'
      else 'sweep.reader_password' end, true), '');
    if role_password is not null then
      execute format('alter role %I password %L', role_name, role_password);
    end if;
  end loop;

  -- The database and its schema are for these three: what Postgres gives to everybody is taken back.
  execute format('revoke all on database %I from public', current_database());
  -- A plan is staged in temporary tables.
  execute format('grant connect, temporary on database %I to %I, %I', current_database(), owner_name, worker_name);
  execute format('revoke all on database %I from %I', current_database(), reader_name);
  execute format('grant connect on database %I to %I', current_database(), reader_name);
  execute format('revoke all on schema %I from public', current_schema());
  execute format('revoke all on schema %I from %I, %I', current_schema(), worker_name, reader_name);
  execute format('grant usage, create on schema %I to %I', current_schema(), owner_name);
  execute format('grant usage on schema %I to %I, %I', current_schema(), worker_name, reader_name);

  -- What the owner will create, until this script runs again.
  execute format('alter default privileges for role %I in schema %I grant select, insert, update, delete on tables to %I',
    owner_name, current_schema(), worker_name);
  execute format('alter default privileges for role %I in schema %I grant select on tables to %I',
    owner_name, current_schema(), reader_name);
end $$;

-- What is there already: owned by the owner, whoever created it, and open to the others as far as they need it.
do $$
declare
  owner_name text := coalesce(nullif(current_setting('sweep.owner', true), ''), 'sweep_owner');
  worker_name text := coalesce(nullif(current_setting('sweep.worker', true), ''), 'sweep_worker');
  reader_name text := coalesce(nullif(current_setting('sweep.reader', true), ''), 'sweep_reader');
  found record;
begin
  for found in
    select c.relname as name, c.relkind as kind, w.rights
    from pg_class c
    join (values
      ('sweep_migrations', 'select'),
      ('sweeps', 'select, insert, update'),
      ('comparisons', 'select, insert'),
      ('configurations', 'select, insert'),
      ('trials', 'select, insert, update'),
      ('sweep_trials', 'select, insert, update'),
      ('looks', 'select, insert'),
      ('due_looks', 'select'),
      ('sweep_counts', 'select, insert, update, delete'),
      ('queue', 'select, insert, delete'),
      ('leases', 'select, insert, update, delete'),
      ('attempts', 'select, insert'),
      ('epoch_metrics', 'select, insert'),
      ('confusion_cells', 'select, insert'),
      ('environments', 'select, insert'),
      ('workers', 'select, insert, update'),
      ('v_version', 'select'),
      ('v_trials', 'select'),
      ('v_metrics', 'select'),
      ('v_seed_groups', 'select'),
      ('v_pairs', 'select'),
      ('v_attempts', 'select'),
      ('v_confusion', 'select'),
      ('v_looks', 'select'),
      ('orleansquery', 'select'),                                       -- how silos find each other
      ('orleansmembershipversiontable', 'select, insert, update'),
      ('orleansmembershiptable', 'select, insert, update, delete')
    ) as w(name, rights) on w.name = c.relname
    where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and c.relkind in ('r', 'v')
  loop
    execute format('alter %s %I owner to %I', case found.kind when 'v' then 'view' else 'table' end, found.name, owner_name);
    execute format('revoke all on %I from public, %I, %I', found.name, worker_name, reader_name);
    execute format('grant %s on %I to %I', found.rights, found.name, worker_name);
    execute format('grant select on %I to %I', found.name, reader_name);
  end loop;

  for found in
    select p.oid::regprocedure as name from pg_proc p
    where p.pronamespace = to_regnamespace(quote_ident(current_schema()))
      and p.proname in ('number_or_null', 'refuse_change', 'trials_follow_state', 'sweep_trials_follow_hold')
  loop
    execute format('alter function %s owner to %I', found.name, owner_name);
    execute format('grant execute on function %s to %I, %I', found.name, worker_name, reader_name);
  end loop;
end $$;

commit;
