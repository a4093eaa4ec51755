-- Purpose: ends attempts that still hold their lease: history, the trial's next state, no lease any more. A failure goes back to the queue
--   when the retry plan of the sweep it was claimed through allows; so does what was stopped because it was cancelled: the sweeps that did
--   so see it as cancelled, others wait for it. What was pruned likewise.
-- Parameters: @endings (JSON array of {trial, attempt, outcome, failureKind, failureMessage, divergedEpoch, divergedStep,
--   trainMicroseconds, output}).
-- Rows: position (from 0) of each ending that is stored, now or by an earlier call with the same outcome.
with ending as materialized (
  select e.*, t.trial_key, t.retry_floor
  from rows from (jsonb_to_recordset(cast(@endings as jsonb)) as (
    "trial" text, "attempt" integer, "outcome" text, "failureKind" text, "failureMessage" text, "divergedEpoch" integer,
      "divergedStep" bigint,
    "trainMicroseconds" bigint, "output" text)) with ordinality
    as e(trial, attempt, outcome, failure_kind, failure_message, diverged_epoch, diverged_step, train_microseconds, output,
      place)
  join trials t on t.id = e.trial),
held as (
  delete from leases l using ending e
  where l.trial_key = e.trial_key and l.attempt = e.attempt
  returning e.*, l.sweep_key, l.worker, l.leased_at, l.cancel),
next as materialized (
  select h.*,
    case h.outcome
      when 'completed' then 'completed'
      when 'diverged' then 'diverged'
      when 'cancelled' then case when h.cancel = 'none' then 'cancelled' else 'queued' end
      when 'preempted' then 'queued'
      when 'pruned' then 'queued'
      when 'failed' then case
        when h.cancel = 'trial' then 'queued'
        when exists (
          select 1 from sweep_trials m where m.trial_key = h.trial_key and m.sweep_key = h.sweep_key and m.hold = 'pruned') then 'queued'
        when 1 + (
            select count(*) from attempts a
            where a.trial_key = h.trial_key and a.attempt > h.retry_floor and a.failure_kind = h.failure_kind)
          <= case h.failure_kind
            when 'lost_worker' then s.retry_lost_worker
            when 'preempted' then s.retry_lost_worker
            when 'out_of_memory' then s.retry_out_of_memory
            when 'exception' then s.retry_exception
            else 0
          end then 'queued'
        else 'failed'
      end
    end as next_state
  from held h join sweeps s on s.sweep_key = h.sweep_key),
history as (
  insert into attempts (trial_key, attempt, sweep_key, worker, leased_at, ended_at, outcome, failure_kind, failure_message, diverged_epoch,
    diverged_step, train_microseconds, output)
  select trial_key, attempt, sweep_key, worker, leased_at, clock_timestamp(), outcome, failure_kind, failure_message, diverged_epoch,
    diverged_step, train_microseconds, output
  from next),
changed as (
  update trials t set state = n.next_state, failure_kind = coalesce(n.failure_kind, t.failure_kind)
  from next n
  where t.trial_key = n.trial_key and t.attempts = n.attempt and t.state = 'running')
select cast(e.place - 1 as integer)
from ending e
where exists (select 1 from next n where n.trial_key = e.trial_key and n.attempt = e.attempt and n.outcome = e.outcome)
   or exists (
     select 1 from attempts a
     where a.trial_key = e.trial_key and a.attempt = e.attempt and a.outcome = e.outcome
       and a.failure_kind is not distinct from e.failure_kind)
