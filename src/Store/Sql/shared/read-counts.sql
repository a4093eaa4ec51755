-- Purpose: trials of the current sweeps by state and cause of failure, from the maintained counts.
-- Parameters: @sweep (null: all).
-- Rows: sweep_key, state, failure_kind ('' unless failed), trials.
select n.sweep_key, n.state, n.failure_kind, cast(sum(n.trials) as bigint)
from sweep_counts n join sweeps s on s.sweep_key = n.sweep_key
where s.is_current and (cast(@sweep as text) is null or s.name = @sweep)
group by n.sweep_key, n.state, n.failure_kind
having sum(n.trials) <> 0
