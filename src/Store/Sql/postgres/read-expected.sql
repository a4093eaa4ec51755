-- Purpose: what the open trials of a sweep will take if they take as long as the completed ones of their configuration.
-- Parameters: @sweep.
-- Rows: one: open trials, those of them whose configuration has a completed trial, microseconds expected of these, completed trials,
--   microseconds of these.
select cast(coalesce(sum(g.open_trials), 0) as bigint), cast(coalesce(sum(case when g.done > 0 then g.open_trials end), 0) as bigint),
  cast(coalesce(sum(case when g.done > 0 then g.open_trials * (1.0 * g.microseconds / g.done) end), 0) as bigint),
  cast(coalesce(sum(g.done), 0) as bigint), cast(coalesce(sum(g.microseconds), 0) as bigint)
from (
  select t.configuration_key,
    sum(case when t.state = 'running' then 1 when t.state = 'queued' and not m.is_cancelled and coalesce(m.hold, 'held') = 'held'
      and s.state <> 'cancelled' then 1 else 0 end) as open_trials,
    count(a.trial_key) as done, coalesce(sum(a.train_microseconds), 0) as microseconds
  from sweeps s
  join sweep_trials m on m.sweep_key = s.sweep_key
  join trials t on t.trial_key = m.trial_key
  left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts and t.state = 'completed'
  where s.is_current and s.name = @sweep
  group by t.configuration_key) g
