-- Purpose: the tables of the trial store.
--   Queue, leases, sweep_trials, attempts and epoch_metrics have no foreign keys: their keys are read from the referenced table by the
--   statement that writes them, nothing is ever deleted there, and a check per row would cost more than the row.
-- Parameters: none.
-- Rows: none.

create table sweeps (
  sweep_key bigint generated always as identity constraint sweeps_pkey primary key,
  name text not null,
  plan_hash text not null,
  spec_text text not null,
  revision integer not null,          -- counts the plans a name has had; the current one has the highest
  is_current boolean not null,
  state text not null constraint sweeps_state_known check (state in ('active', 'paused', 'cancelled')),
  state_reason text,
  trial_count bigint not null,
  retry_lost_worker integer not null, -- retries allowed by cause
  retry_out_of_memory integer not null,
  retry_exception integer not null,
  stop_worker_failures integer not null,
  stop_first_wave integer not null,
  submitted_at timestamptz not null,
  constraint sweeps_name_plan_hash_unique unique (name, plan_hash)
);
create unique index sweeps_current_name_unique on sweeps (name) where is_current;

create table comparisons (            -- what a plan declared before data
  sweep_key bigint constraint comparisons_pkey primary key constraint comparisons_sweep_fkey references sweeps (sweep_key),
  factor text not null,
  baseline text,                      -- null: all pairs
  metric text not null,
  epoch integer,                      -- null: the last
  alpha double precision not null,
  rope double precision not null,
  tuned_factors text,                 -- JSON array; null: nothing is tuned
  tuning_metric text,
  selection_seeds integer
);

create table configurations (
  configuration_key bigint generated always as identity constraint configurations_pkey primary key,
  id text collate "C" not null constraint configurations_id_unique unique,
  settings text not null,             -- canonical JSON: what the id is the hash of
  labels jsonb not null               -- flat JSON object: setting name to what people read; "optimizer" and "optimizer.momentum"
);

create table trials (
  trial_key bigint generated always as identity constraint trials_pkey primary key,
  id text collate "C" not null constraint trials_id_unique unique,
  configuration_key bigint not null,
  seed integer not null,
  stream_key text collate "C" not null,
  state text not null default 'queued' constraint trials_state_known
    check (state in ('queued', 'running', 'completed', 'diverged', 'failed', 'cancelled')),
  attempts integer not null default 0, -- number of the last attempt: the fencing token
  retry_floor integer not null default 0, -- failures of attempts up to this one are forgiven
  failure_kind text constraint trials_failure_kind_known
    check (failure_kind in ('exception', 'out_of_memory', 'lost_worker', 'preempted', 'data')) -- of the last failed attempt
) with (fillfactor = 45);             -- room for the two updates of a trial's life, which then touch no index
create index trials_stream_key on trials (stream_key);

create table sweep_trials (           -- which plan has which trial at which place
  sweep_key bigint not null,
  ordinal bigint not null,
  trial_key bigint not null,
  constraint sweep_trials_pkey primary key (sweep_key, ordinal),
  constraint sweep_trials_trial_unique unique (trial_key, sweep_key)
);

create table queue (                  -- the queued trials of current sweeps; kept by a trigger, so that a claim never meets a finished row
  sweep_key bigint not null,
  ordinal bigint not null,
  trial_key bigint not null,
  constraint queue_pkey primary key (sweep_key, ordinal)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

create table leases (                 -- the attempts under way
  trial_key bigint not null constraint leases_pkey primary key,
  attempt integer not null,
  sweep_key bigint not null,          -- the sweep claimed through
  worker text not null,
  leased_at timestamptz not null,
  expires_at timestamptz not null,
  cancel text not null default 'none' constraint leases_cancel_known check (cancel in ('none', 'trial', 'sweep')) -- who asked to stop
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
create index leases_expires_at on leases (expires_at);

create table attempts (               -- the attempts that ended; append-only
  trial_key bigint not null,
  attempt integer not null,
  sweep_key bigint not null,
  worker text not null,
  leased_at timestamptz not null,
  ended_at timestamptz not null,
  outcome text not null constraint attempts_outcome_known check (outcome in ('completed', 'diverged', 'failed', 'cancelled', 'preempted')),
  failure_kind text,
  failure_message text,
  diverged_epoch integer,
  diverged_step bigint,
  train_microseconds bigint not null,
  constraint attempts_pkey primary key (trial_key, attempt),
  constraint attempts_failure_explained check ((outcome = 'failed') = (failure_kind is not null))
);

create table epoch_metrics (          -- append-only
  trial_key bigint not null,
  attempt integer not null,
  epoch integer not null,
  metric text not null,
  kind text not null constraint epoch_metrics_kind_known check (kind in ('finite', 'nan', '+inf', '-inf')),
  value double precision,
  constraint epoch_metrics_pkey primary key (trial_key, attempt, epoch, metric),
  constraint epoch_metrics_value_finite check ((kind = 'finite') = (value is not null))
);

create table environments (           -- facts that could explain a difference; once per content
  environment_key bigint generated always as identity constraint environments_pkey primary key,
  id text not null constraint environments_id_unique unique,
  facts jsonb not null
);

create table workers (
  worker text not null constraint workers_pkey primary key,
  host text not null,
  process_id integer not null,
  engine text not null,
  environment_key bigint constraint workers_environment_fkey references environments (environment_key),
  registered_at timestamptz not null,
  seen_at timestamptz not null,
  quarantined_at timestamptz,
  quarantine_reason text
) with (fillfactor = 50);

create table sweep_counts (           -- trials per sweep and state; kept by a trigger
  sweep_key bigint not null,
  slot integer not null,              -- connections write to different slots and do not wait for each other; the sum counts
  state text not null,
  failure_kind text not null,         -- of failed trials; '' otherwise
  trials bigint not null,
  constraint sweep_counts_pkey primary key (sweep_key, slot, state, failure_kind)
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
