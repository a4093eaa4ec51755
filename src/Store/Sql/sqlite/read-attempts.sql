-- Purpose: the attempts of a trial, first to last, the one that runs included.
-- Parameters: @trial.
-- Rows: attempt, worker, host, state, failure_kind, failure_message, leased_at, ended_at (both ms since 1970 UTC), train_microseconds,
--   facts of the environment (JSON), output.
select a.attempt, a.worker, w.host, a.state, a.failure_kind, a.failure_message, a.leased_at, a.ended_at, a.train_microseconds, e.facts,
  a.output
from (
  select trial_key, attempt, worker, outcome as state, failure_kind, failure_message, leased_at, ended_at, train_microseconds, output
  from attempts
  union all
  select trial_key, attempt, worker, 'running', null, null, leased_at, null, null, null from leases) a
left join workers w on w.worker = a.worker
left join environments e on e.environment_key = w.environment_key
where a.trial_key = (select trial_key from trials where id = @trial)
order by a.attempt
