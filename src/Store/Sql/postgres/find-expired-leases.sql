-- Purpose: leases whose time is over, by the database's clock; locked, so that nobody else ends them. None is longer than its length from
--   now: where the clock was set back, its end comes nearer. Those whose worker has not been heard of since an outage ended, of the server
--   or of who asks, are left out for a time of grace: it is about to renew them.
-- Parameters: @returned_ms (how long ago the outage of who asks ended; null if there was none), @grace_ms.
-- Rows: trial, attempt, worker; at most 1000.
update leases set expires_at = clock_timestamp() + coalesce(duration_ms, 60000) * interval '1 millisecond'
where trial_key in (
  select trial_key from leases where expires_at > clock_timestamp() + coalesce(duration_ms, 60000) * interval '1 millisecond'
  for update skip locked);
select t.id, l.attempt, l.worker
from leases l
join trials t on t.trial_key = l.trial_key
left join workers w on w.worker = l.worker
where l.expires_at <= clock_timestamp()
  and not exists (
    select 1
    from (values
      (pg_postmaster_start_time()),
      (clock_timestamp() - cast(@returned_ms as bigint) * interval '1 millisecond')) as outage(ended_at)
    where greatest(l.leased_at, w.seen_at) < outage.ended_at
      and clock_timestamp() < outage.ended_at + @grace_ms * interval '1 millisecond')
order by l.expires_at
limit 1000
for update of l skip locked
