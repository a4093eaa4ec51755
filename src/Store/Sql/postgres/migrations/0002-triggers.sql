-- Purpose: what must hold whichever statement changes a trial: the queue, the counts, and that results stay as they are.
-- Parameters: none.
-- Rows: none.

create function trials_follow_state() returns trigger language plpgsql
  -- Few rows change at a time: without this a plan made while the tables were small would scan them once they are large.
  set enable_seqscan = off
as $$
begin
  -- A submission that is taking stock of states holds this lock exclusively (lock-transitions.sql). What follows sees what it committed.
  perform pg_advisory_xact_lock_shared(1937204592, 2);

  delete from queue q
  using old_rows o join new_rows n on n.trial_key = o.trial_key join sweep_trials m on m.trial_key = o.trial_key
  where o.state = 'queued' and n.state <> 'queued' and q.sweep_key = m.sweep_key and q.ordinal = m.ordinal;

  insert into queue (sweep_key, ordinal, trial_key)
  select m.sweep_key, m.ordinal, m.trial_key
  from old_rows o join new_rows n on n.trial_key = o.trial_key
  join sweep_trials m on m.trial_key = o.trial_key join sweeps s on s.sweep_key = m.sweep_key
  where o.state <> 'queued' and n.state = 'queued' and s.is_current;
  if found then
    perform pg_notify('sweep_work', '');
  end if;

  insert into sweep_counts as c (sweep_key, slot, state, failure_kind, trials)
  select m.sweep_key, pg_backend_pid() % 16, x.state, x.failure_kind, sum(x.change)
  from (
    select trial_key, state, case when state = 'failed' then failure_kind else '' end as failure_kind, -1 as change from old_rows
    union all
    select trial_key, state, case when state = 'failed' then failure_kind else '' end, 1 from new_rows) x
  join sweep_trials m on m.trial_key = x.trial_key
  group by m.sweep_key, x.state, x.failure_kind
  having sum(x.change) <> 0
  order by m.sweep_key, x.state, x.failure_kind
  on conflict (sweep_key, slot, state, failure_kind) do update set trials = c.trials + excluded.trials;
  return null;
end $$;

create trigger trials_follow_state after update on trials
referencing old table as old_rows new table as new_rows
for each statement execute function trials_follow_state();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is immutable: %', tg_table_name, tg_argv[0] using errcode = 'integrity_constraint_violation';
end $$;

create trigger trials_finished_stay before update on trials
for each row when (old.state in ('completed', 'diverged')) execute function refuse_change('a finished trial keeps its result');
create trigger trials_are_not_deleted before delete on trials
for each row execute function refuse_change('trials are never deleted');
create trigger attempts_stay before update or delete on attempts
for each row execute function refuse_change('attempts are append-only');
create trigger epoch_metrics_stay before update or delete on epoch_metrics
for each row execute function refuse_change('metrics are append-only');
