-- Purpose: prolongs leases that still hold and notes that their workers live. Those whose trial a sweep has cancelled, and no other
--   waits for, are asked to stop.
-- Parameters: @leases (JSON array of {trial, attempt}), @duration_ms.
-- Rows: position (from 0) and cancel ('none', 'trial', 'sweep') of each lease that holds; 'pruned' where the trial's
--   candidate was given up.
with renewed as (
  update leases l set expires_at = clock_timestamp() + @duration_ms * interval '1 millisecond', duration_ms = @duration_ms,
  cancel = case
    when l.cancel = 'none'
      and exists (
        select 1 from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
        where m.trial_key = l.trial_key and s.is_current and (s.state = 'cancelled' or m.is_cancelled))
      and not exists (
        select 1 from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
        where m.trial_key = l.trial_key and s.is_current and s.state <> 'cancelled' and not m.is_cancelled and m.hold is null)
    then 'sweep' else l.cancel end
  from rows from (jsonb_to_recordset(cast(@leases as jsonb)) as (trial text, attempt integer)) with ordinality as e(trial, attempt, place)
  join trials t on t.id = e.trial
  where l.trial_key = t.trial_key and l.attempt = e.attempt
  returning e.place, l.cancel, l.worker, l.trial_key, l.sweep_key),
seen as (
  update workers set seen_at = clock_timestamp() where worker in (select distinct worker from renewed))
select cast(r.place - 1 as integer), case when exists (
  select 1 from sweep_trials m where m.trial_key = r.trial_key and m.sweep_key = r.sweep_key and m.hold = 'pruned') then 'pruned'
  else r.cancel end
from renewed r
