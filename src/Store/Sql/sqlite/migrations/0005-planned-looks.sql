-- Purpose: planned looks. A trial of seeds after the next look is held: it stands in the plan and not yet in the queue. A look releases it
--   or closes it as unneeded. Which of the two is kept per sweep, since another sweep may want the trial at once.
-- Parameters: none.
-- Rows: none.

alter table comparisons add column look_rule text;
alter table comparisons add column look_seeds text;   -- JSON array: the plan's seeds in the order in which they are trained
alter table comparisons add column look_counts text;  -- JSON array: after how many of them the data are looked at

alter table sweep_trials add column hold text constraint sweep_trials_hold_known check (hold in ('held', 'unneeded')); -- null: released

create table looks (                  -- the looks taken; append-only
  sweep_key integer not null constraint looks_sweep_fkey references sweeps (sweep_key),
  look integer not null,              -- from 1
  seed_count integer not null,        -- how many seeds it saw
  is_last integer not null constraint looks_is_last_flag check (is_last in (0, 1)), -- nothing is open after it, or no seed is left
  -- JSON array of {level, baseline, verdict, pairs, difference, adjustedP}: every comparison as it stands after this look
  decisions text not null,
  taken_at integer not null,
  constraint looks_pkey primary key (sweep_key, look)
) strict, without rowid;

create view due_looks as               -- sweeps all of whose released trials are over, so that their next look can be taken
select s.sweep_key
from sweeps s join comparisons c on c.sweep_key = s.sweep_key
where s.is_current and s.state = 'active' and c.look_rule is not null
  and not exists (select 1 from looks k where k.sweep_key = s.sweep_key and k.is_last)
  and coalesce((select sum(n.trials) from sweep_counts n where n.sweep_key = s.sweep_key and n.state = 'queued'), 0) = 0
  and not exists (
    select 1 from leases l join sweep_trials m on m.trial_key = l.trial_key and m.sweep_key = s.sweep_key where m.hold is null);

create trigger looks_stay before update on looks
begin
  select raise(abort, 'looks are append-only');
end;

create trigger looks_are_not_deleted before delete on looks
begin
  select raise(abort, 'looks are append-only');
end;

create trigger sweep_trials_follow_hold after update of hold on sweep_trials
when old.hold is not new.hold and (select state from trials where trial_key = new.trial_key) = 'queued'
begin
  delete from queue where sweep_key = new.sweep_key and ordinal = new.ordinal and new.hold is not null;
  insert into queue (sweep_key, ordinal, trial_key)
  select new.sweep_key, new.ordinal, new.trial_key
  from sweeps where sweep_key = new.sweep_key and is_current and new.hold is null;
  insert into sweep_counts (sweep_key, state, failure_kind, trials) values (new.sweep_key, coalesce(old.hold, 'queued'), '', -1)
  on conflict (sweep_key, state, failure_kind) do update set trials = trials - 1;
  insert into sweep_counts (sweep_key, state, failure_kind, trials) values (new.sweep_key, coalesce(new.hold, 'queued'), '', 1)
  on conflict (sweep_key, state, failure_kind) do update set trials = trials + 1;
end;

drop trigger trials_enter_queue;
create trigger trials_enter_queue after update of state on trials
when old.state <> 'queued' and new.state = 'queued'
begin
  insert into queue (sweep_key, ordinal, trial_key)
  select m.sweep_key, m.ordinal, m.trial_key
  from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
  where m.trial_key = new.trial_key and s.is_current and m.hold is null;
end;

drop trigger trials_count;
create trigger trials_count after update of state on trials
when old.state <> new.state
begin
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
  select sweep_key, iif(old.state = 'queued', coalesce(hold, 'queued'), old.state), iif(old.state = 'failed', old.failure_kind, ''), -1
  from sweep_trials where trial_key = new.trial_key
  on conflict (sweep_key, state, failure_kind) do update set trials = trials - 1;
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
  select sweep_key, iif(new.state = 'queued', coalesce(hold, 'queued'), new.state), iif(new.state = 'failed', new.failure_kind, ''), 1
  from sweep_trials where trial_key = new.trial_key
  on conflict (sweep_key, state, failure_kind) do update set trials = trials + 1;
end;

drop view v_trials;
create view v_trials as
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
  iif(json_type(c.settings, '$.learningRate') in ('integer', 'real'), cast(c.settings ->> 'learningRate' as real), null) as learning_rate,
  iif(json_type(c.settings, '$.batchSize') in ('integer', 'real'), cast(c.settings ->> 'batchSize' as integer), null) as batch_size,
  iif(json_type(c.settings, '$.epochs') in ('integer', 'real'), cast(c.settings ->> 'epochs' as integer), null) as epochs,
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
  strftime('%Y-%m-%d %H:%M:%f', a.ended_at / 1000.0, 'unixepoch') as ended_at,
  t.last_epoch,
  x1.value as train_loss,
  x2.value as test_loss,
  x3.value as test_accuracy,
  x4.value as validation_loss,
  x5.value as validation_accuracy
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join (
  select r.*, iif(r.state = 'queued', null,
    (select max(epoch) from epoch_metrics x where x.trial_key = r.trial_key and x.attempt = r.attempts)) as last_epoch
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
  d.value ->> 'pairs' as pairs, d.value ->> 'difference' as difference, d.value ->> 'adjustedP' as adjusted_p,
  strftime('%Y-%m-%d %H:%M:%f', k.taken_at / 1000.0, 'unixepoch') as taken_at
from sweeps s join looks k on k.sweep_key = s.sweep_key join json_each(k.decisions) d
where s.is_current;
