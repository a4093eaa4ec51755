-- Purpose: the leases of one worker.
-- Parameters: @worker, @older_than_ms (how long ago they were given at least; null for any).
-- Rows: trial, attempt.
select t.id, l.attempt
from leases l cross join trials t on t.trial_key = l.trial_key
where l.worker = @worker
  and (@older_than_ms is null or l.leased_at <= cast(unixepoch('now', 'subsec') * 1000 as integer) - @older_than_ms)
order by l.trial_key
