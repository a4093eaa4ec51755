-- Purpose: failed attempts of a sweep's trials by cause and message, most first.
-- Parameters: @sweep, @limit.
-- Rows: failure_kind, failure_message, attempts, trials that ended so, one of the trials, how many groups there are.
select a.failure_kind, coalesce(a.failure_message, ''), count(*),
  sum(case when t.state = 'failed' and a.attempt = t.attempts then 1 else 0 end), min(t.id), count(*) over ()
from sweeps s
cross join sweep_trials m on m.sweep_key = s.sweep_key
cross join trials t on t.trial_key = m.trial_key
cross join attempts a on a.trial_key = t.trial_key
where s.is_current and s.name = @sweep and a.failure_kind is not null
group by a.failure_kind, coalesce(a.failure_message, '')
order by 4 desc, 3 desc, 1, 2
limit @limit
