-- Purpose: temporary tables of this transaction for a plan on its way in; they lock nothing in the store.
-- Parameters: none.
-- Rows: none.
create temp table staged_configurations (id text collate "C" not null, settings text not null, labels jsonb not null) on commit drop;
create temp table staged_trials (
  ordinal bigint not null, id text collate "C" not null, configuration_id text collate "C" not null, seed integer not null,
    stream_key text not null)
  on commit drop
