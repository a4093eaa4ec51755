-- Purpose: the leases of one worker.
-- Parameters: @worker.
-- Rows: trial, attempt.
select t.id, l.attempt
from leases l cross join trials t on t.trial_key = l.trial_key
where l.worker = @worker
order by l.trial_key
