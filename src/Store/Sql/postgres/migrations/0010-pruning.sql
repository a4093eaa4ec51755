-- Purpose: pruning. A candidate of tuned factors that does worse than its rivals is given up: its trials are no more needed by the sweep
--   that prunes, and others may want them, so that this is kept per sweep like a hold.
-- Parameters: none.
-- Rows: none.

alter table sweeps add column records_activations boolean not null default false; -- statistics after each epoch, as metrics
alter table sweeps add column records_gradients boolean not null default false;

alter table comparisons add column pruning text; -- the rule with its settings; null: none

alter table sweep_trials drop constraint sweep_trials_hold_known;
alter table sweep_trials add constraint sweep_trials_hold_known check (hold in ('held', 'unneeded', 'pruned')); -- null: released
alter table sweep_trials add column prune_group text;     -- equal for those that compete; null: never pruned
alter table sweep_trials add column pruned_epoch integer; -- after which it was judged; 0: its candidate was, on another seed
alter table sweep_trials add column pruned_reason text;
create index sweep_trials_prune_group on sweep_trials (sweep_key, prune_group) where prune_group is not null;

alter table attempts drop constraint attempts_outcome_known;
alter table attempts add constraint attempts_outcome_known
  check (outcome in ('completed', 'diverged', 'pruned', 'failed', 'cancelled', 'preempted'));

create or replace view v_trials as
select
  s.name as sweep,
  m.ordinal,
  t.id as trial,
  c.id as configuration,
  t.stream_key,
  t.seed,
  c.labels ->> 'dataset' as dataset,
  c.labels ->> 'architecture' as architecture,
  c.labels ->> 'activation' as activation,
  c.labels ->> 'optimizer' as optimizer,
  cast(number_or_null(c.labels ->> 'learningRate') as double precision) as learning_rate,
  cast(number_or_null(c.labels ->> 'batchSize') as integer) as batch_size,
  cast(number_or_null(c.labels ->> 'epochs') as integer) as epochs,
  c.labels,
  c.settings,
  case when t.state <> 'queued' then t.state
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end as state,
  t.attempts,
  t.failure_kind,
  a.failure_message,
  a.diverged_epoch,
  a.diverged_step,
  coalesce(l.worker, a.worker) as worker,
  w.host,
  e.facts as environment,
  a.train_microseconds / 1e6 as train_seconds,
  a.ended_at,
  t.last_epoch,
  x1.value as train_loss,
  x2.value as test_loss,
  x3.value as test_accuracy,
  x4.value as validation_loss,
  x5.value as validation_accuracy,
  m.pruned_epoch,
  m.pruned_reason
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join (
  select r.*, case when r.state <> 'queued' then (
    select max(epoch) from epoch_metrics x where x.trial_key = r.trial_key and x.attempt = r.attempts) end as last_epoch
  from trials r) t on t.trial_key = m.trial_key
join configurations c on c.configuration_key = t.configuration_key
left join leases l on l.trial_key = t.trial_key
left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts
left join workers w on w.worker = coalesce(l.worker, a.worker)
left join environments e on e.environment_key = w.environment_key
left join epoch_metrics x1 on x1.trial_key = t.trial_key and x1.attempt = t.attempts and x1.epoch = t.last_epoch and x1.metric = 'trainLoss'
left join epoch_metrics x2 on x2.trial_key = t.trial_key and x2.attempt = t.attempts and x2.epoch = t.last_epoch and x2.metric = 'testLoss'
left join epoch_metrics x3 on x3.trial_key = t.trial_key and x3.attempt = t.attempts and x3.epoch = t.last_epoch
  and x3.metric = 'testAccuracy'
left join epoch_metrics x4 on x4.trial_key = t.trial_key and x4.attempt = t.attempts and x4.epoch = t.last_epoch
  and x4.metric = 'validationLoss'
left join epoch_metrics x5 on x5.trial_key = t.trial_key and x5.attempt = t.attempts and x5.epoch = t.last_epoch
  and x5.metric = 'validationAccuracy'
where s.is_current;
