-- Purpose: the current sweeps.
-- Parameters: @sweep (null: all).
-- Rows: sweep_key, name, plan_hash, spec_text, state, state_reason, submitted_at (ms since 1970 UTC), is_look_due,
--   is_first_submission (0: stored by an earlier version that kept the last submission; submitted_at is then the earliest time at
--   which the plan is known to have been there, since trials were claimed for it).
select s.sweep_key, s.name, s.plan_hash, s.spec_text, s.state, s.state_reason,
  iif(s.is_first_submission, s.submitted_at,
    min(s.submitted_at, coalesce((select min(a.leased_at) from attempts a where a.sweep_key = s.sweep_key), s.submitted_at))),
  s.sweep_key in (select d.sweep_key from due_looks d),
  s.is_first_submission
from (
  select r.*, r.revision = (select count(*) from sweeps o where o.name = r.name and o.sweep_key <= r.sweep_key) as is_first_submission
  from sweeps r where r.is_current and (@sweep is null or r.name = @sweep)) s
order by s.sweep_key
