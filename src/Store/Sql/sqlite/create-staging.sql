-- Purpose: temporary tables of this connection for a plan on its way in; they lock nothing in the store.
-- Parameters: none.
-- Rows: none.
create temp table staged_configurations (id text not null primary key, settings text not null, labels text not null) strict, without rowid;
create temp table staged_trials (
  ordinal integer not null primary key, id text not null, configuration_id text not null, seed integer not null,
    stream_key text not null) strict
