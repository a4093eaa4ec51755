-- Purpose: takes over the staged trials that are new, in plan order, at once in the state in which they ended, with one attempt by "import"
--   and its metrics. Trials that are there keep what they have.
-- Parameters: @sweep_key (the sweep they are imported as).
-- Rows: one: how many were new.
delete from staged_results r using trials t where t.id = r.id;
analyze staged_trials;
analyze staged_results;
analyze staged_metrics;
analyze configurations;
insert into trials (id, configuration_key, seed, stream_key, state, attempts, failure_kind)
select i.id, c.configuration_key, i.seed, i.stream_key, r.outcome, 1, r.failure_kind
from staged_trials i join staged_results r on r.id = i.id join configurations c on c.id = i.configuration_id
order by i.ordinal;
analyze trials;
insert into attempts (trial_key, attempt, sweep_key, worker, leased_at, ended_at, outcome, failure_kind, failure_message, diverged_epoch,
  diverged_step, train_microseconds)
select t.trial_key, 1, @sweep_key, 'import', clock_timestamp(), clock_timestamp(), r.outcome, r.failure_kind,
  r.failure_message, r.diverged_epoch, r.diverged_step, 0
from staged_results r join trials t on t.id = r.id
order by t.trial_key;
insert into epoch_metrics (trial_key, attempt, epoch, metric, kind, value)
select t.trial_key, 1, m.epoch, m.metric, m.kind, m.value
from staged_metrics m join staged_results r on r.id = m.id join trials t on t.id = m.id
order by t.trial_key, m.epoch, m.metric;
select count(*) from staged_results
