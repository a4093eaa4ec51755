-- Purpose: leases whose time is over, by the database's clock; locked, so that nobody else ends them.
-- Parameters: none.
-- Rows: trial, attempt, worker; at most 1000.
select t.id, l.attempt, l.worker
from leases l join trials t on t.trial_key = l.trial_key
where l.expires_at <= clock_timestamp()
order by l.expires_at
limit 1000
for update of l skip locked
