-- Purpose: programs as trainers: how a sweep's are run, what each attempt printed, and who started a worker.
-- Parameters: none.
-- Rows: none.

alter table sweeps add column program text;   -- JSON: limits and metrics of the program that trains; null: an engine trains
alter table attempts add column output text;  -- what the program printed, shortened; null: nothing, or no program
alter table workers add column owner text;    -- the user who started it; null where an earlier version did

drop view v_attempts;
create view v_attempts as
select s.name as sweep, t.id as trial, a.attempt, a.worker, a.outcome, a.failure_kind, a.failure_message,
  strftime('%Y-%m-%d %H:%M:%f', a.leased_at / 1000.0, 'unixepoch') as leased_at,
  strftime('%Y-%m-%d %H:%M:%f', a.ended_at / 1000.0, 'unixepoch') as ended_at,
  a.train_microseconds / 1e6 as train_seconds, a.output
from attempts a join trials t on t.trial_key = a.trial_key join sweeps s on s.sweep_key = a.sweep_key
union all
select s.name, t.id, l.attempt, l.worker, 'running', null, null,
  strftime('%Y-%m-%d %H:%M:%f', l.leased_at / 1000.0, 'unixepoch'), null, null, null
from leases l join trials t on t.trial_key = l.trial_key join sweeps s on s.sweep_key = l.sweep_key;
