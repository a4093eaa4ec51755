-- Purpose: the current sweeps.
-- Parameters: @sweep (null: all).
-- Rows: sweep_key, name, plan_hash, spec_text, state, state_reason, submitted_at (ms since 1970 UTC), is_look_due.
select sweep_key, name, plan_hash, spec_text, state, state_reason, submitted_at,
  sweep_key in (select d.sweep_key from due_looks d)
from sweeps
where is_current and (@sweep is null or name = @sweep)
order by sweep_key
