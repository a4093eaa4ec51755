-- Purpose: temporary tables of this connection for results on their way in, beside those for a plan.
-- Parameters: none.
-- Rows: none.
create temp table staged_results (
  id text not null primary key, outcome text not null, failure_kind text, failure_message text, diverged_epoch integer,
  diverged_step integer) strict, without rowid;
create temp table staged_metrics (id text not null, epoch integer not null, metric text not null, kind text not null, value real) strict
