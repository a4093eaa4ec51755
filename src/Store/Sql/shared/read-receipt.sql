-- Purpose: how many trials a sweep has, and how many of them have a result.
-- Parameters: @sweep_key.
-- Rows: one: planned, finished.
select s.trial_count,
  cast(coalesce((select sum(n.trials) from sweep_counts n where n.sweep_key = s.sweep_key and n.state in ('completed', 'diverged')),
    0) as bigint)
from sweeps s where s.sweep_key = @sweep_key
