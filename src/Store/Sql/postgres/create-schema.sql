-- Purpose: the table of applied migrations, the first thing in a new store.
-- Parameters: none.
-- Rows: none.
create table sweep_migrations (
  version integer not null constraint sweep_migrations_pkey primary key,
  name text not null,
  applied_at timestamptz not null
)
