-- Purpose: leases whose time is over, by the database's clock. None is longer than its length from now: where the clock was set back, its end comes nearer.
-- Parameters: none.
-- Rows: trial, attempt, worker; at most 1000.
update leases set expires_at = cast(unixepoch('now', 'subsec') * 1000 as integer) + coalesce(duration_ms, 60000)
where expires_at > cast(unixepoch('now', 'subsec') * 1000 as integer) + coalesce(duration_ms, 60000);
select t.id, l.attempt, l.worker
from leases l cross join trials t on t.trial_key = l.trial_key
where l.expires_at <= cast(unixepoch('now', 'subsec') * 1000 as integer)
order by l.expires_at
limit 1000
