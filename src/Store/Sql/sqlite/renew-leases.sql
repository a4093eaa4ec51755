-- Purpose: prolongs leases that still hold and notes that their workers live. Those whose trial a sweep has cancelled, and no other
--   waits for, are asked to stop.
-- Parameters: @leases (JSON array of {trial, attempt}), @duration_ms.
-- Rows: position (from 0) and cancel ('none', 'trial', 'sweep') of each lease that holds; 'pruned' where the trial's
--   candidate was given up.
update leases set expires_at = cast(unixepoch('now', 'subsec') * 1000 as integer) + @duration_ms, duration_ms = @duration_ms,
  cancel = case
    when leases.cancel = 'none'
      and exists (
        select 1 from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
        where m.trial_key = leases.trial_key and s.is_current and (s.state = 'cancelled' or m.is_cancelled))
      and not exists (
        select 1 from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
        where m.trial_key = leases.trial_key and s.is_current and s.state <> 'cancelled' and not m.is_cancelled and m.hold is null)
    then 'sweep' else leases.cancel end
where trial_key in (
  select l.trial_key from json_each(@leases) e
  cross join trials t on t.id = e.value ->> 'trial'
  cross join leases l on l.trial_key = t.trial_key and l.attempt = e.value ->> 'attempt');
update workers set seen_at = cast(unixepoch('now', 'subsec') * 1000 as integer)
where worker in (
  select l.worker from json_each(@leases) e
  cross join trials t on t.id = e.value ->> 'trial'
  cross join leases l on l.trial_key = t.trial_key and l.attempt = e.value ->> 'attempt');
select e.key, iif(exists (
  select 1 from sweep_trials m where m.trial_key = l.trial_key and m.sweep_key = l.sweep_key and m.hold = 'pruned'), 'pruned', l.cancel)
from json_each(@leases) e
cross join trials t on t.id = e.value ->> 'trial'
cross join leases l on l.trial_key = t.trial_key and l.attempt = e.value ->> 'attempt'
