-- Purpose: what the attempts at a sweep's trials took, by how they ended.
-- Parameters: @sweep, @recent_ms (what counts as recent).
-- Rows: is_own (whether this sweep had them run, not another that has the trials too), outcome ('running' for those under way), attempts,
--   microseconds of slots, first leased_at, last ended_at (ms since 1970 UTC; null: none), how many ended recently, now (ms).
select u.is_own, u.outcome, count(*), cast(sum(u.microseconds) as bigint), cast(extract(epoch from min(u.leased_at)) * 1000 as bigint),
  cast(extract(epoch from max(u.ended_at)) * 1000 as bigint),
  count(*) filter (where u.ended_at >= clock_timestamp() - @recent_ms * interval '1 millisecond'),
  cast(extract(epoch from clock_timestamp()) * 1000 as bigint)
from (
  select a.sweep_key = m.sweep_key as is_own, a.outcome, a.train_microseconds as microseconds, a.leased_at, a.ended_at
  from sweeps s
  join sweep_trials m on m.sweep_key = s.sweep_key
  join attempts a on a.trial_key = m.trial_key
  where s.is_current and s.name = @sweep
  union all
  select l.sweep_key = m.sweep_key, 'running', cast(greatest(0, extract(epoch from clock_timestamp() - l.leased_at)) * 1000000 as bigint),
    l.leased_at, null
  from sweeps s
  join sweep_trials m on m.sweep_key = s.sweep_key
  join leases l on l.trial_key = m.trial_key
  where s.is_current and s.name = @sweep) u
group by u.is_own, u.outcome
order by u.is_own desc, u.outcome
