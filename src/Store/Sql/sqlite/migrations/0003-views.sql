-- Purpose: the views for people, version 1 (docs/database.md). Values that are not finite are null in them; state and counts tell of
--   divergence.
-- Parameters: none.
-- Rows: none.

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
  iif(json_type(c.settings, '$.learningRate') in ('integer', 'real'), cast(c.settings ->> 'learningRate' as real), null) as learning_rate,
  iif(json_type(c.settings, '$.batchSize') in ('integer', 'real'), cast(c.settings ->> 'batchSize' as integer), null) as batch_size,
  iif(json_type(c.settings, '$.epochs') in ('integer', 'real'), cast(c.settings ->> 'epochs' as integer), null) as epochs,
  c.labels,
  c.settings,
  iif(t.state = 'queued' and s.state = 'cancelled', 'cancelled', t.state) as state,
  t.attempts,
  t.failure_kind,
  a.failure_message,
  a.diverged_epoch,
  a.diverged_step,
  coalesce(l.worker, a.worker) as worker,
  w.host,
  e.facts as environment,
  a.train_microseconds / 1e6 as train_seconds,
  strftime('%Y-%m-%d %H:%M:%f', a.ended_at / 1000.0, 'unixepoch') as ended_at,
  t.last_epoch,
  x1.value as train_loss,
  x2.value as test_loss,
  x3.value as test_accuracy,
  x4.value as validation_loss,
  x5.value as validation_accuracy
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join (
  select r.*, iif(r.state = 'queued', null,
    (select max(epoch) from epoch_metrics x where x.trial_key = r.trial_key and x.attempt = r.attempts)) as last_epoch
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
  strftime('%Y-%m-%d %H:%M:%f', a.leased_at / 1000.0, 'unixepoch') as leased_at,
  strftime('%Y-%m-%d %H:%M:%f', a.ended_at / 1000.0, 'unixepoch') as ended_at,
  a.train_microseconds / 1e6 as train_seconds
from attempts a join trials t on t.trial_key = a.trial_key join sweeps s on s.sweep_key = a.sweep_key
union all
select s.name, t.id, l.attempt, l.worker, 'running', null, null,
  strftime('%Y-%m-%d %H:%M:%f', l.leased_at / 1000.0, 'unixepoch'), null, null
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
samples as (
  select m.sweep_key, t.configuration_key, x.epoch, x.metric, t.state, x.kind, iif(t.state = 'completed', x.value, null) as value,
    avg(iif(t.state = 'completed', x.value, null)) over (partition by m.sweep_key, t.configuration_key, x.epoch, x.metric) as mean
  from sweeps s
  join sweep_trials m on m.sweep_key = s.sweep_key
  join trials t on t.trial_key = m.trial_key
  join epoch_metrics x on x.trial_key = t.trial_key and x.attempt = t.attempts
  where s.is_current and t.state in ('completed', 'diverged')),
summaries as (
  select sweep_key, configuration_key, epoch, metric,
    count(value) as n,
    count(*) filter (where state = 'completed' and kind <> 'finite') as not_finite,
    max(mean) as mean,
    iif(count(value) > 1, sqrt(sum((value - mean) * (value - mean)) / (count(value) - 1)), null) as std,
    min(value) as minimum,
    max(value) as maximum
  from samples
  group by sweep_key, configuration_key, epoch, metric)
select
  s.name as sweep,
  c.id as configuration,
  c.labels ->> 'dataset' as dataset,
  c.labels ->> 'architecture' as architecture,
  c.labels ->> 'activation' as activation,
  c.labels ->> 'optimizer' as optimizer,
  iif(json_type(c.settings, '$.learningRate') in ('integer', 'real'), cast(c.settings ->> 'learningRate' as real), null) as learning_rate,
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
  iif(json_type(c.settings, '$.learningRate') in ('integer', 'real'), cast(c.settings ->> 'learningRate' as real),
    null) as left_learning_rate,
  iif(json_type(d.settings, '$.learningRate') in ('integer', 'real'), cast(d.settings ->> 'learningRate' as real),
    null) as right_learning_rate,
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
