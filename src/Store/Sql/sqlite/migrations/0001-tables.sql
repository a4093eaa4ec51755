-- Purpose: the tables of the trial store. Times are integer milliseconds since 1970-01-01 UTC, by SQLite's clock.
-- Parameters: none.
-- Rows: none.

create table sweeps (
  sweep_key integer not null constraint sweeps_pkey primary key,
  name text not null,
  plan_hash text not null,
  spec_text text not null,
  revision integer not null,          -- counts the plans a name has had; the current one has the highest
  is_current integer not null constraint sweeps_is_current_flag check (is_current in (0, 1)),
  state text not null constraint sweeps_state_known check (state in ('active', 'paused', 'cancelled')),
  state_reason text,
  trial_count integer not null,
  retry_lost_worker integer not null, -- retries allowed by cause
  retry_out_of_memory integer not null,
  retry_exception integer not null,
  stop_worker_failures integer not null,
  stop_first_wave integer not null,
  submitted_at integer not null,
  constraint sweeps_name_plan_hash_unique unique (name, plan_hash)
) strict;
create unique index sweeps_current_name_unique on sweeps (name) where is_current;

create table comparisons (            -- what a plan declared before data
  sweep_key integer not null constraint comparisons_pkey primary key constraint comparisons_sweep_fkey references sweeps (sweep_key),
  factor text not null,
  baseline text,                      -- null: all pairs
  metric text not null,
  epoch integer,                      -- null: the last
  alpha real not null,
  rope real not null,
  tuned_factors text,                 -- JSON array; null: nothing is tuned
  tuning_metric text,
  selection_seeds integer
) strict;

create table configurations (
  configuration_key integer not null constraint configurations_pkey primary key,
  id text not null constraint configurations_id_unique unique,
  settings text not null,             -- canonical JSON: what the id is the hash of
  labels text not null                -- flat JSON object: setting name to what people read; "optimizer" and "optimizer.momentum"
) strict;

create table trials (
  trial_key integer not null constraint trials_pkey primary key,
  id text not null constraint trials_id_unique unique,
  configuration_key integer not null constraint trials_configuration_fkey references configurations (configuration_key),
  seed integer not null,
  stream_key text not null,
  state text not null default 'queued' constraint trials_state_known
    check (state in ('queued', 'running', 'completed', 'diverged', 'failed', 'cancelled')),
  attempts integer not null default 0, -- number of the last attempt: the fencing token
  retry_floor integer not null default 0, -- failures of attempts up to this one are forgiven
  failure_kind text constraint trials_failure_kind_known
    check (failure_kind in ('exception', 'out_of_memory', 'lost_worker', 'preempted', 'data')) -- of the last failed attempt
) strict;
create index trials_stream_key on trials (stream_key);

create table sweep_trials (           -- which plan has which trial at which place
  sweep_key integer not null constraint sweep_trials_sweep_fkey references sweeps (sweep_key),
  ordinal integer not null,
  trial_key integer not null constraint sweep_trials_trial_fkey references trials (trial_key),
  constraint sweep_trials_pkey primary key (sweep_key, ordinal),
  constraint sweep_trials_trial_unique unique (trial_key, sweep_key)
) strict, without rowid;

create table queue (                  -- the queued trials of current sweeps; kept by triggers, so that a claim never meets a finished row
  sweep_key integer not null,
  ordinal integer not null,
  trial_key integer not null,
  constraint queue_pkey primary key (sweep_key, ordinal)
) strict, without rowid;

create table leases (                 -- the attempts under way
  trial_key integer not null constraint leases_pkey primary key constraint leases_trial_fkey references trials (trial_key),
  attempt integer not null,
  sweep_key integer not null,         -- the sweep claimed through
  worker text not null,
  leased_at integer not null,
  expires_at integer not null,
  cancel text not null default 'none' constraint leases_cancel_known check (cancel in ('none', 'trial', 'sweep')) -- who asked to stop
) strict;
create index leases_expires_at on leases (expires_at);

create table attempts (               -- the attempts that ended; append-only
  trial_key integer not null constraint attempts_trial_fkey references trials (trial_key),
  attempt integer not null,
  sweep_key integer not null,
  worker text not null,
  leased_at integer not null,
  ended_at integer not null,
  outcome text not null constraint attempts_outcome_known check (outcome in ('completed', 'diverged', 'failed', 'cancelled', 'preempted')),
  failure_kind text,
  failure_message text,
  diverged_epoch integer,
  diverged_step integer,
  train_microseconds integer not null,
  constraint attempts_pkey primary key (trial_key, attempt),
  constraint attempts_failure_explained check ((outcome = 'failed') = (failure_kind is not null))
) strict, without rowid;

create table epoch_metrics (          -- append-only
  trial_key integer not null,
  attempt integer not null,
  epoch integer not null,
  metric text not null,
  kind text not null constraint epoch_metrics_kind_known check (kind in ('finite', 'nan', '+inf', '-inf')),
  value real,
  constraint epoch_metrics_pkey primary key (trial_key, attempt, epoch, metric),
  constraint epoch_metrics_value_finite check ((kind = 'finite') = (value is not null))
) strict, without rowid;

create table environments (           -- facts that could explain a difference; once per content
  environment_key integer not null constraint environments_pkey primary key,
  id text not null constraint environments_id_unique unique,
  facts text not null                 -- JSON object
) strict;

create table workers (
  worker text not null constraint workers_pkey primary key,
  host text not null,
  process_id integer not null,
  engine text not null,
  environment_key integer constraint workers_environment_fkey references environments (environment_key),
  registered_at integer not null,
  seen_at integer not null,
  quarantined_at integer,
  quarantine_reason text
) strict, without rowid;

create table sweep_counts (           -- trials per sweep and state; kept by triggers
  sweep_key integer not null,
  state text not null,
  failure_kind text not null,         -- of failed trials; '' otherwise
  trials integer not null,
  constraint sweep_counts_pkey primary key (sweep_key, state, failure_kind)
) strict, without rowid;
