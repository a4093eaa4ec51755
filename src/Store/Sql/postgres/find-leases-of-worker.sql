-- Purpose: the leases of one worker; locked, so that nobody else ends them. Those that somebody else is ending are waited for, and then left out.
-- Parameters: @worker.
-- Rows: trial, attempt.
select t.id, l.attempt
from leases l join trials t on t.trial_key = l.trial_key
where l.worker = @worker
order by l.trial_key
for update of l
