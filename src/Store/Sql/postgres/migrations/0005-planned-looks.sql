-- Purpose: planned looks. A trial of seeds after the next look is held: it stands in the plan and not yet in the queue. A look releases it
--   or closes it as unneeded. Which of the two is kept per sweep, since another sweep may want the trial at once.
-- Parameters: none.
-- Rows: none.

alter table comparisons add column look_rule text;
alter table comparisons add column look_seeds text;   -- JSON array: the plan's seeds in the order in which they are trained
alter table comparisons add column look_counts text;  -- JSON array: after how many of them the data are looked at

alter table sweep_trials add column hold text constraint sweep_trials_hold_known check (hold in ('held', 'unneeded')); -- null: released

create table looks (                  -- the looks taken; append-only
  sweep_key bigint not null constraint looks_sweep_fkey references sweeps (sweep_key),
  look integer not null,              -- from 1
  seed_count integer not null,        -- how many seeds it saw
  is_last boolean not null,           -- nothing is open after it, or no seed is left
  -- array of {level, baseline, verdict, pairs, difference, adjustedP}: every comparison as it stands after this look
  decisions jsonb not null,
  taken_at timestamptz not null,
  constraint looks_pkey primary key (sweep_key, look)
);

create view due_looks as               -- sweeps all of whose released trials are over, so that their next look can be taken
select s.sweep_key
from sweeps s join comparisons c on c.sweep_key = s.sweep_key
where s.is_current and s.state = 'active' and c.look_rule is not null
  and not exists (select 1 from looks k where k.sweep_key = s.sweep_key and k.is_last)
  and coalesce((select sum(n.trials) from sweep_counts n where n.sweep_key = s.sweep_key and n.state = 'queued'), 0) = 0
  and not exists (
    select 1 from leases l join sweep_trials m on m.trial_key = l.trial_key and m.sweep_key = s.sweep_key where m.hold is null);

create trigger looks_stay before update or delete on looks
for each row execute function refuse_change('looks are append-only');

-- Who changes a hold has taken the lock of lock-transitions.sql: no trial changes its state meanwhile.
create function sweep_trials_follow_hold() returns trigger language plpgsql
  set enable_seqscan = off
as $$
begin
  delete from queue q
  using new_rows n
  where n.hold is not null and q.sweep_key = n.sweep_key and q.ordinal = n.ordinal;

  insert into queue (sweep_key, ordinal, trial_key)
  select n.sweep_key, n.ordinal, n.trial_key
  from new_rows n
  join old_rows o on o.sweep_key = n.sweep_key and o.ordinal = n.ordinal
  join trials t on t.trial_key = n.trial_key
  join sweeps s on s.sweep_key = n.sweep_key
  where o.hold is not null and n.hold is null and t.state = 'queued' and s.is_current;

  insert into sweep_counts as c (sweep_key, slot, state, failure_kind, trials)
  select x.sweep_key, pg_backend_pid() % 16, coalesce(x.hold, 'queued'), '', sum(x.change)
  from (
    select sweep_key, trial_key, hold, -1 as change from old_rows
    union all
    select sweep_key, trial_key, hold, 1 from new_rows) x
  join trials t on t.trial_key = x.trial_key
  where t.state = 'queued'
  group by 1, 3
  having sum(x.change) <> 0
  order by 1, 3
  on conflict (sweep_key, slot, state, failure_kind) do update set trials = c.trials + excluded.trials;
  return null;
end $$;

create trigger sweep_trials_follow_hold after update on sweep_trials
referencing old table as old_rows new table as new_rows
for each statement execute function sweep_trials_follow_hold();

create or replace function trials_follow_state() returns trigger language plpgsql
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
  where o.state <> 'queued' and n.state = 'queued' and s.is_current and m.hold is null;
  if found then
    perform pg_notify('sweep_work', '');
  end if;

  insert into sweep_counts as c (sweep_key, slot, state, failure_kind, trials)
  select m.sweep_key, pg_backend_pid() % 16, case when x.state = 'queued' then coalesce(m.hold, 'queued') else x.state end, x.failure_kind,
    sum(x.change)
  from (
    select trial_key, state, case when state = 'failed' then failure_kind else '' end as failure_kind, -1 as change from old_rows
    union all
    select trial_key, state, case when state = 'failed' then failure_kind else '' end, 1 from new_rows) x
  join sweep_trials m on m.trial_key = x.trial_key
  group by 1, 3, 4
  having sum(x.change) <> 0
  order by 1, 3, 4
  on conflict (sweep_key, slot, state, failure_kind) do update set trials = c.trials + excluded.trials;
  return null;
end $$;

create or replace view v_trials as
select
  s.name as sweep,
  m.ordinal,
  t.id as trial,
  c.id as configuration,
  t.stream_key,
  t.seed,
  c.labels ->> 'dataset' as dataset,
  c.labels ->> 'architecture' as architecture,
  c.labels ->> 'activation' as activation,
  c.labels ->> 'optimizer' as optimizer,
  cast(number_or_null(c.labels ->> 'learningRate') as double precision) as learning_rate,
  cast(number_or_null(c.labels ->> 'batchSize') as integer) as batch_size,
  cast(number_or_null(c.labels ->> 'epochs') as integer) as epochs,
  c.labels,
  c.settings,
  case when t.state <> 'queued' then t.state
    when m.hold = 'unneeded' then 'unneeded'
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end as state,
  t.attempts,
  t.failure_kind,
  a.failure_message,
  a.diverged_epoch,
  a.diverged_step,
  coalesce(l.worker, a.worker) as worker,
  w.host,
  e.facts as environment,
  a.train_microseconds / 1e6 as train_seconds,
  a.ended_at,
  t.last_epoch,
  x1.value as train_loss,
  x2.value as test_loss,
  x3.value as test_accuracy,
  x4.value as validation_loss,
  x5.value as validation_accuracy
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join (
  select r.*, case when r.state <> 'queued' then (
    select max(epoch) from epoch_metrics x where x.trial_key = r.trial_key and x.attempt = r.attempts) end as last_epoch
  from trials r) t on t.trial_key = m.trial_key
join configurations c on c.configuration_key = t.configuration_key
left join leases l on l.trial_key = t.trial_key
left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts
left join workers w on w.worker = coalesce(l.worker, a.worker)
left join environments e on e.environment_key = w.environment_key
left join epoch_metrics x1 on x1.trial_key = t.trial_key and x1.attempt = t.attempts and x1.epoch = t.last_epoch and x1.metric = 'trainLoss'
left join epoch_metrics x2 on x2.trial_key = t.trial_key and x2.attempt = t.attempts and x2.epoch = t.last_epoch and x2.metric = 'testLoss'
left join epoch_metrics x3 on x3.trial_key = t.trial_key and x3.attempt = t.attempts and x3.epoch = t.last_epoch
  and x3.metric = 'testAccuracy'
left join epoch_metrics x4 on x4.trial_key = t.trial_key and x4.attempt = t.attempts and x4.epoch = t.last_epoch
  and x4.metric = 'validationLoss'
left join epoch_metrics x5 on x5.trial_key = t.trial_key and x5.attempt = t.attempts and x5.epoch = t.last_epoch
  and x5.metric = 'validationAccuracy'
where s.is_current;

create view v_looks as
select s.name as sweep, k.look, k.seed_count as seeds,
  d.value ->> 'level' as level, d.value ->> 'baseline' as baseline, d.value ->> 'verdict' as verdict,
  cast(d.value ->> 'pairs' as integer) as pairs, cast(d.value ->> 'difference' as double precision) as difference,
  cast(d.value ->> 'adjustedP' as double precision) as adjusted_p, k.taken_at
from sweeps s join looks k on k.sweep_key = s.sweep_key cross join jsonb_array_elements(k.decisions) d
where s.is_current;
