-- Purpose: what comparisons need of trials, in plan order: the metrics of the attempts that count, the latest of each trial that is not
--   queued.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any), @metric, @selection_metric (null: none), @epoch (null: the last that reports the metric).
-- Rows: configuration_key, seed, stream_key, state, value and selection value (not finite: the name of its kind; null: not reported),
--   ended_at (ms since 1970 UTC; null unless completed or diverged).
select t.configuration_key, t.seed, t.stream_key,
  case when t.state <> 'queued' then t.state
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end,
  iif(t.state = 'queued', null, (
    select coalesce(x.value, x.kind) from epoch_metrics x
    where x.trial_key = t.trial_key and x.attempt = t.attempts and x.metric = @metric and (@epoch is null or x.epoch = @epoch)
    order by x.epoch desc limit 1)),
  iif(@selection_metric is null or t.state = 'queued', null, (
    select coalesce(y.value, y.kind) from epoch_metrics y
    where y.trial_key = t.trial_key and y.attempt = t.attempts and y.metric = @selection_metric and (@epoch is null or y.epoch = @epoch)
    order by y.epoch desc limit 1)),
  iif(t.state in ('completed', 'diverged'),
    (select a.ended_at from attempts a where a.trial_key = t.trial_key and a.attempt = t.attempts), null)
from sweeps s
cross join sweep_trials m on m.sweep_key = s.sweep_key
cross join trials t on t.trial_key = m.trial_key
where +s.is_current and (@sweep is null or s.name = @sweep)
  and (@states = '[]' or case
    when t.state <> 'queued' then t.state
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end in (select value from json_each(@states)))
  and (@where = '{}' or exists (
    select 1 from configurations c
    where c.configuration_key = t.configuration_key and not exists (
      select 1 from json_each(@where) f
      where not exists (
        select 1 from json_each(f.value) allowed
        where allowed.value = coalesce(c.labels ->> f.key, iif(f.key = 'seed', cast(t.seed as text), '-'))))))
  and (@ids = '[]' or t.id in (select value from json_each(@ids)))
order by s.sweep_key, m.ordinal
