-- Purpose: what must hold whichever statement changes a trial: the queue, the counts, and that results stay as they are.
-- Parameters: none.
-- Rows: none.

-- Written without "in (select ...)" where every trial passes: SQLite builds a temporary tree for each, which costs more than all the rest.

create trigger trials_leave_queue after update of state on trials
when old.state = 'queued' and new.state <> 'queued'
begin
  delete from queue
  where sweep_key = (select min(sweep_key) from sweep_trials where trial_key = new.trial_key)
    and ordinal = (select ordinal from sweep_trials where trial_key = new.trial_key order by sweep_key limit 1);
end;

create trigger trials_leave_other_queues after update of state on trials
when old.state = 'queued' and new.state <> 'queued' and (select count(*) from sweep_trials where trial_key = new.trial_key) > 1
begin
  delete from queue where (sweep_key, ordinal) in (select sweep_key, ordinal from sweep_trials where trial_key = new.trial_key);
end;

create trigger trials_enter_queue after update of state on trials
when old.state <> 'queued' and new.state = 'queued'
begin
  insert into queue (sweep_key, ordinal, trial_key)
  select m.sweep_key, m.ordinal, m.trial_key
  from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
  where m.trial_key = new.trial_key and s.is_current;
end;

create trigger trials_count after update of state on trials
when old.state <> new.state
begin
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
  select sweep_key, old.state, iif(old.state = 'failed', old.failure_kind, ''), -1
  from sweep_trials where trial_key = new.trial_key
  on conflict (sweep_key, state, failure_kind) do update set trials = trials - 1;
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
  select sweep_key, new.state, iif(new.state = 'failed', new.failure_kind, ''), 1
  from sweep_trials where trial_key = new.trial_key
  on conflict (sweep_key, state, failure_kind) do update set trials = trials + 1;
end;

create trigger trials_finished_stay before update on trials
when old.state in ('completed', 'diverged')
begin
  select raise(abort, 'a finished trial is immutable');
end;

create trigger trials_are_not_deleted before delete on trials
begin
  select raise(abort, 'trials are never deleted');
end;

create trigger attempts_stay before update on attempts
begin
  select raise(abort, 'attempts are append-only');
end;

create trigger attempts_are_not_deleted before delete on attempts
begin
  select raise(abort, 'attempts are append-only');
end;

create trigger epoch_metrics_stay before update on epoch_metrics
begin
  select raise(abort, 'metrics are append-only');
end;

create trigger epoch_metrics_are_not_deleted before delete on epoch_metrics
begin
  select raise(abort, 'metrics are append-only');
end;
