-- Purpose: leases whose time is over, by the database's clock. None is longer than its length from now: where the clock was set back, its
--   end comes nearer. Those whose worker has not been heard of since who asks was away are left out for a time of grace: it was away, too
--   (a file that was locked, a machine that slept), and is about to renew them.
-- Parameters: @returned_ms (how long ago the absence of who asks ended; null if there was none), @grace_ms.
-- Rows: trial, attempt, worker; at most 1000.
update leases set expires_at = cast(unixepoch('now', 'subsec') * 1000 as integer) + coalesce(duration_ms, 60000)
where expires_at > cast(unixepoch('now', 'subsec') * 1000 as integer) + coalesce(duration_ms, 60000);
select t.id, l.attempt, l.worker
from leases l
cross join trials t on t.trial_key = l.trial_key
left join workers w on w.worker = l.worker
where l.expires_at <= cast(unixepoch('now', 'subsec') * 1000 as integer)
  and (@returned_ms is null or @returned_ms >= @grace_ms
    or max(l.leased_at, coalesce(w.seen_at, 0)) >= cast(unixepoch('now', 'subsec') * 1000 as integer) - @returned_ms)
order by l.expires_at
limit 1000
