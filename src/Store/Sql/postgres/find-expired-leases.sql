-- Purpose: leases whose time is over, by the database's clock; locked, so that nobody else ends them. None is longer than its length from now: where
--   the clock was set back, its end comes nearer.
-- Parameters: none.
-- Rows: trial, attempt, worker; at most 1000.
update leases set expires_at = clock_timestamp() + coalesce(duration_ms, 60000) * interval '1 millisecond'
where trial_key in (
  select trial_key from leases where expires_at > clock_timestamp() + coalesce(duration_ms, 60000) * interval '1 millisecond' for update skip locked);
select t.id, l.attempt, l.worker
from leases l join trials t on t.trial_key = l.trial_key
where l.expires_at <= clock_timestamp()
order by l.expires_at
limit 1000
for update of l skip locked
