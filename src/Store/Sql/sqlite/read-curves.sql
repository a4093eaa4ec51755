-- Purpose: a metric by level and epoch, over the trials of a sweep that were trained to their end or to their divergence.
-- Parameters: @sweep, @factor, @metric, @where (JSON object: setting to array of labels).
-- Rows: level (its stored label; '-' without), epoch, configurations with a finite value, finite values, values that are not finite, mean
--   of the configurations' means, sum of squared deviations within configurations, degrees of freedom of these.
select g.level, g.epoch, count(*), cast(sum(g.n) as integer), cast(sum(g.not_finite) as integer), avg(g.mean),
  sum(case when g.n > 1 and g.squares - g.n * g.mean * g.mean > 0 then g.squares - g.n * g.mean * g.mean else 0 end),
  cast(sum(g.n - 1) as integer)
from (
  select coalesce(c.labels ->> @factor, '-') as level, t.configuration_key, x.epoch, count(x.value) as n,
    count(*) - count(x.value) as not_finite, avg(x.value) as mean, sum(x.value * x.value) as squares
  from sweeps s
  cross join sweep_trials m on m.sweep_key = s.sweep_key
  cross join trials t on t.trial_key = m.trial_key
  cross join configurations c on c.configuration_key = t.configuration_key
  cross join epoch_metrics x on x.trial_key = t.trial_key and x.attempt = t.attempts
  where s.is_current and s.name = @sweep and t.state in ('completed', 'diverged') and x.metric = @metric
    and (@where = '{}' or not exists (
      select 1 from json_each(@where) f
      where not exists (
        select 1 from json_each(f.value) allowed
        where allowed.value = coalesce(c.labels ->> f.key, iif(f.key = 'seed', cast(t.seed as text), '-')))))
  group by coalesce(c.labels ->> @factor, '-'), t.configuration_key, x.epoch) g
where g.n > 0
group by g.level, g.epoch
order by g.level, g.epoch
