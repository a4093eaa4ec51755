-- Purpose: what the attempts at a sweep's trials took, by how they ended.
-- Parameters: @sweep, @recent_ms (what counts as recent).
-- Rows: is_own (whether this sweep had them run, not another that has the trials too), outcome ('running' for those under way), attempts,
--   microseconds of slots, first leased_at, last ended_at (ms since 1970 UTC; null: none), how many ended recently, now (ms).
select u.is_own, u.outcome, count(*), cast(sum(u.microseconds) as integer), min(u.leased_at), max(u.ended_at),
  count(*) filter (where u.ended_at >= cast(unixepoch('now', 'subsec') * 1000 as integer) - @recent_ms),
  cast(unixepoch('now', 'subsec') * 1000 as integer)
from (
  select a.sweep_key = m.sweep_key as is_own, a.outcome, a.train_microseconds as microseconds, a.leased_at, a.ended_at
  from sweeps s
  cross join sweep_trials m on m.sweep_key = s.sweep_key
  cross join attempts a on a.trial_key = m.trial_key
  where s.is_current and s.name = @sweep
  union all
  select l.sweep_key = m.sweep_key, 'running', max(0, cast(unixepoch('now', 'subsec') * 1000 as integer) - l.leased_at) * 1000,
    l.leased_at, null
  from sweeps s
  cross join leases l
  cross join sweep_trials m on m.trial_key = l.trial_key and m.sweep_key = s.sweep_key
  where s.is_current and s.name = @sweep) u
group by u.is_own, u.outcome
order by u.is_own desc, u.outcome
