-- Purpose: the views for people, version 1 (docs/database.md). Values that are not finite are null in them; state and counts tell of
--   divergence.
-- Parameters: none.
-- Rows: none.

create function number_or_null(label text) returns double precision language sql immutable strict parallel safe as $$
  select case when label ~ '^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$' then cast(label as double precision) end
$$;

create view v_trials as
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
  case when t.state = 'queued' and s.state = 'cancelled' then 'cancelled' else t.state end as state,
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
  x5.value as validation_accuracy
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

create view v_metrics as
select
  s.name as sweep,
  t.id as trial,
  c.id as configuration,
  t.seed,
  t.stream_key,
  c.labels ->> 'activation' as activation,
  c.labels,
  t.state,
  x.epoch,
  x.metric,
  x.kind,
  x.value
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join trials t on t.trial_key = m.trial_key
join configurations c on c.configuration_key = t.configuration_key
join epoch_metrics x on x.trial_key = t.trial_key and x.attempt = t.attempts
where s.is_current and t.state <> 'queued';

create view v_attempts as
select s.name as sweep, t.id as trial, a.attempt, a.worker, a.outcome, a.failure_kind, a.failure_message,
  a.leased_at,
  a.ended_at,
  a.train_microseconds / 1e6 as train_seconds
from attempts a join trials t on t.trial_key = a.trial_key join sweeps s on s.sweep_key = a.sweep_key
union all
select s.name, t.id, l.attempt, l.worker, 'running', null, null,
  l.leased_at, null, null
from leases l join trials t on t.trial_key = l.trial_key join sweeps s on s.sweep_key = l.sweep_key;

create view v_seed_groups as
with groups as (
  select m.sweep_key, t.configuration_key,
    count(*) as planned,
    count(*) filter (where t.state = 'completed') as completed,
    count(*) filter (where t.state = 'diverged') as diverged,
    count(*) filter (where t.state = 'failed') as failed
  from sweeps s
  join sweep_trials m on m.sweep_key = s.sweep_key
  join trials t on t.trial_key = m.trial_key
  where s.is_current
  group by m.sweep_key, t.configuration_key),
summaries as (
  select m.sweep_key, t.configuration_key, x.epoch, x.metric,
    count(x.value) filter (where t.state = 'completed') as n,
    count(*) filter (where t.state = 'completed' and x.kind <> 'finite') as not_finite,
    avg(x.value) filter (where t.state = 'completed') as mean,
    stddev_samp(x.value) filter (where t.state = 'completed') as std,
    min(x.value) filter (where t.state = 'completed') as minimum,
    max(x.value) filter (where t.state = 'completed') as maximum
  from sweeps s
  join sweep_trials m on m.sweep_key = s.sweep_key
  join trials t on t.trial_key = m.trial_key
  join epoch_metrics x on x.trial_key = t.trial_key and x.attempt = t.attempts
  where s.is_current and t.state in ('completed', 'diverged')
  group by m.sweep_key, t.configuration_key, x.epoch, x.metric)
select
  s.name as sweep,
  c.id as configuration,
  c.labels ->> 'dataset' as dataset,
  c.labels ->> 'architecture' as architecture,
  c.labels ->> 'activation' as activation,
  c.labels ->> 'optimizer' as optimizer,
  cast(number_or_null(c.labels ->> 'learningRate') as double precision) as learning_rate,
  c.labels,
  u.epoch,
  u.metric,
  coalesce(u.n, 0) as n,
  u.mean,
  u.std,
  u.minimum,
  u.maximum,
  coalesce(u.not_finite, 0) as not_finite,
  g.planned,
  g.completed,
  g.diverged,
  g.failed
from groups g
join sweeps s on s.sweep_key = g.sweep_key
join configurations c on c.configuration_key = g.configuration_key
left join summaries u on u.sweep_key = g.sweep_key and u.configuration_key = g.configuration_key;

create view v_pairs as
select
  s.name as sweep,
  t.stream_key,
  t.seed,
  x.epoch,
  x.metric,
  t.id as left_trial,
  u.id as right_trial,
  c.id as left_configuration,
  d.id as right_configuration,
  c.labels ->> 'dataset' as left_dataset,
  d.labels ->> 'dataset' as right_dataset,
  c.labels ->> 'architecture' as left_architecture,
  d.labels ->> 'architecture' as right_architecture,
  c.labels ->> 'activation' as left_activation,
  d.labels ->> 'activation' as right_activation,
  c.labels ->> 'optimizer' as left_optimizer,
  d.labels ->> 'optimizer' as right_optimizer,
  cast(number_or_null(c.labels ->> 'learningRate') as double precision) as left_learning_rate,
  cast(number_or_null(d.labels ->> 'learningRate') as double precision) as right_learning_rate,
  c.labels as left_labels,
  d.labels as right_labels,
  x.value as left_value,
  y.value as right_value,
  x.value - y.value as difference
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join trials t on t.trial_key = m.trial_key
join trials u on u.stream_key = t.stream_key and u.seed = t.seed and u.configuration_key <> t.configuration_key
join sweep_trials o on o.trial_key = u.trial_key and o.sweep_key = m.sweep_key
join configurations c on c.configuration_key = t.configuration_key
join configurations d on d.configuration_key = u.configuration_key
join epoch_metrics x on x.trial_key = t.trial_key and x.attempt = t.attempts
join epoch_metrics y on y.trial_key = u.trial_key and y.attempt = u.attempts and y.epoch = x.epoch and y.metric = x.metric
where s.is_current and t.state = 'completed' and u.state = 'completed';

create view v_version as select 1 as view_version;
