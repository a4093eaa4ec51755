-- Purpose: temporary tables of this transaction for results on their way in, beside those for a plan.
-- Parameters: none.
-- Rows: none.
create temp table staged_results (
  id text collate "C" not null, outcome text not null, failure_kind text, failure_message text, diverged_epoch integer,
  diverged_step bigint) on commit drop;
create temp table staged_metrics (
  id text collate "C" not null, epoch integer not null, metric text not null, kind text not null, value double precision)
  on commit drop
