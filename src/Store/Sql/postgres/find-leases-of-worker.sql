-- Purpose: the leases of one worker; locked, so that nobody else ends them. Those that somebody else is ending are waited for, and then
--   left out.
-- Parameters: @worker, @older_than_ms (how long ago they were given at least; null for any).
-- Rows: trial, attempt.
select t.id, l.attempt
from leases l join trials t on t.trial_key = l.trial_key
where l.worker = @worker
  and (cast(@older_than_ms as bigint) is null
    or l.leased_at <= clock_timestamp() - cast(@older_than_ms as bigint) * interval '1 millisecond')
order by l.trial_key
for update of l
