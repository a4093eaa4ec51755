-- Purpose: ends attempts that still hold their lease: history, the trial's next state, no lease any more. A failure goes back to the queue
--   when the retry plan of the sweep it was claimed through allows; so does what was stopped because it was cancelled: the sweeps that did
--   so see it as cancelled, others wait for it. What was pruned likewise.
-- Parameters: @endings (JSON array of {trial, attempt, outcome, failureKind, failureMessage, divergedEpoch, divergedStep,
--   trainMicroseconds, output}).
-- Rows: position (from 0) of each ending that is stored, now or by an earlier call with the same outcome.
create temp table if not exists endings (
  trial_key integer not null primary key, position integer not null, attempt integer not null, sweep_key integer not null,
    worker text not null, leased_at integer not null,
  outcome text not null, failure_kind text, failure_message text, diverged_epoch integer, diverged_step integer,
  train_microseconds integer not null, output text, next_state text not null);
delete from temp.endings;
insert or ignore into temp.endings
select l.trial_key, e.key, l.attempt, l.sweep_key, l.worker, l.leased_at,
  e.value ->> 'outcome', e.value ->> 'failureKind', e.value ->> 'failureMessage', e.value ->> 'divergedEpoch', e.value ->> 'divergedStep',
  e.value ->> 'trainMicroseconds', e.value ->> 'output',
  case e.value ->> 'outcome'
    when 'completed' then 'completed'
    when 'diverged' then 'diverged'
    when 'cancelled' then iif(l.cancel = 'none', 'cancelled', 'queued')
    when 'preempted' then 'queued'
    when 'pruned' then 'queued'
    when 'failed' then case
      when l.cancel = 'trial' then 'queued'
      when exists (
        select 1 from sweep_trials m where m.trial_key = l.trial_key and m.sweep_key = l.sweep_key and m.hold = 'pruned') then 'queued'
      when 1 + (
          select count(*) from attempts h
          where h.trial_key = l.trial_key and h.attempt > t.retry_floor and h.failure_kind = e.value ->> 'failureKind')
        <= case e.value ->> 'failureKind'
          when 'lost_worker' then s.retry_lost_worker
          when 'preempted' then s.retry_lost_worker
          when 'out_of_memory' then s.retry_out_of_memory
          when 'exception' then s.retry_exception
          else 0
        end then 'queued'
      else 'failed'
    end
  end
from json_each(@endings) e
cross join trials t on t.id = e.value ->> 'trial'
cross join leases l on l.trial_key = t.trial_key and l.attempt = e.value ->> 'attempt'
cross join sweeps s on s.sweep_key = l.sweep_key;
insert into attempts (trial_key, attempt, sweep_key, worker, leased_at, ended_at, outcome, failure_kind, failure_message, diverged_epoch,
  diverged_step, train_microseconds, output)
select trial_key, attempt, sweep_key, worker, leased_at, cast(unixepoch('now', 'subsec') * 1000 as integer), outcome, failure_kind,
  failure_message, diverged_epoch,
  diverged_step, train_microseconds, output
from temp.endings;
delete from leases where trial_key in (select trial_key from temp.endings);
update trials set (state, failure_kind) = (
  select e.next_state, coalesce(e.failure_kind, trials.failure_kind) from temp.endings e where e.trial_key = trials.trial_key)
where trial_key in (select trial_key from temp.endings) and state = 'running'
  and attempts = (select e.attempt from temp.endings e where e.trial_key = trials.trial_key);
select position from temp.endings
union all
select e.key
from json_each(@endings) e
cross join trials t on t.id = e.value ->> 'trial'
cross join attempts a on a.trial_key = t.trial_key and a.attempt = e.value ->> 'attempt'
where e.key not in (select position from temp.endings)
  and a.outcome = e.value ->> 'outcome' and a.failure_kind is e.value ->> 'failureKind'
