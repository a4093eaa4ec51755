-- Purpose: pruning. A candidate of tuned factors that does worse than its rivals is given up: its trials are no more needed by the sweep
--   that prunes, and others may want them, so that this is kept per sweep like a hold.
-- Parameters: none.
-- Rows: none.

alter table sweeps add column records_activations integer not null default false; -- statistics after each epoch, as metrics
alter table sweeps add column records_gradients integer not null default false;

alter table comparisons add column pruning text; -- the rule with its settings; null: none

-- A check cannot be changed: the column is made anew, and so is what names it.
drop view v_trials;
drop view v_attempts;
drop view due_looks;
drop trigger sweep_trials_follow_hold;
drop trigger trials_enter_queue;
drop trigger trials_count;

alter table sweep_trials add column hold_or_pruned text
  constraint sweep_trials_hold_known check (hold_or_pruned in ('held', 'unneeded', 'pruned')); -- null: released
update sweep_trials set hold_or_pruned = hold where hold is not null;
alter table sweep_trials drop column hold;
alter table sweep_trials rename column hold_or_pruned to hold;
alter table sweep_trials add column prune_group text;     -- equal for those that compete; null: never pruned
alter table sweep_trials add column pruned_epoch integer; -- after which it was judged; 0: its candidate was, on another seed
alter table sweep_trials add column pruned_reason text;
create index sweep_trials_prune_group on sweep_trials (sweep_key, prune_group) where prune_group is not null;

create table attempts_with_pruned (    -- the attempts that ended; append-only
  trial_key integer not null constraint attempts_trial_fkey references trials (trial_key),
  attempt integer not null,
  sweep_key integer not null,
  worker text not null,
  leased_at integer not null,
  ended_at integer not null,
  outcome text not null constraint attempts_outcome_known
    check (outcome in ('completed', 'diverged', 'pruned', 'failed', 'cancelled', 'preempted')),
  failure_kind text,
  failure_message text,
  diverged_epoch integer,
  diverged_step integer,
  train_microseconds integer not null,
  constraint attempts_pkey primary key (trial_key, attempt),
  constraint attempts_failure_explained check ((outcome = 'failed') = (failure_kind is not null))
) strict, without rowid;
insert into attempts_with_pruned select trial_key, attempt, sweep_key, worker, leased_at, ended_at, outcome, failure_kind, failure_message,
  diverged_epoch, diverged_step, train_microseconds from attempts;
drop table attempts;
alter table attempts_with_pruned rename to attempts;

create trigger attempts_stay before update on attempts
begin
  select raise(abort, 'attempts are append-only');
end;

create trigger attempts_are_not_deleted before delete on attempts
begin
  select raise(abort, 'attempts are append-only');
end;

create view due_looks as               -- sweeps all of whose released trials are over, so that their next look can be taken
select s.sweep_key
from sweeps s join comparisons c on c.sweep_key = s.sweep_key
where s.is_current and s.state = 'active' and c.look_rule is not null
  and not exists (select 1 from looks k where k.sweep_key = s.sweep_key and k.is_last)
  and coalesce((select sum(n.trials) from sweep_counts n where n.sweep_key = s.sweep_key and n.state = 'queued'), 0) = 0
  and not exists (
    select 1 from leases l join sweep_trials m on m.trial_key = l.trial_key and m.sweep_key = s.sweep_key where m.hold is null
      and not m.is_cancelled);

create trigger sweep_trials_follow_hold after update of hold, is_cancelled on sweep_trials
when (old.hold is not new.hold or old.is_cancelled <> new.is_cancelled)
  and (select state from trials where trial_key = new.trial_key) = 'queued'
begin
  delete from queue where sweep_key = new.sweep_key and ordinal = new.ordinal and (new.hold is not null or new.is_cancelled);
  insert into queue (sweep_key, ordinal, trial_key)
  select new.sweep_key, new.ordinal, new.trial_key
  from sweeps where sweep_key = new.sweep_key and is_current and new.hold is null and not new.is_cancelled;
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
    values (new.sweep_key, iif(old.is_cancelled, 'cancelled', coalesce(old.hold, 'queued')), '', -1)
  on conflict (sweep_key, state, failure_kind) do update set trials = trials - 1;
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
    values (new.sweep_key, iif(new.is_cancelled, 'cancelled', coalesce(new.hold, 'queued')), '', 1)
  on conflict (sweep_key, state, failure_kind) do update set trials = trials + 1;
end;

create trigger trials_enter_queue after update of state on trials
when old.state <> 'queued' and new.state = 'queued'
begin
  insert into queue (sweep_key, ordinal, trial_key)
  select m.sweep_key, m.ordinal, m.trial_key
  from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
  where m.trial_key = new.trial_key and s.is_current and m.hold is null and not m.is_cancelled;
end;

create trigger trials_count after update of state on trials
when old.state <> new.state
begin
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
  select sweep_key, iif(old.state = 'queued', iif(is_cancelled, 'cancelled', coalesce(hold, 'queued')), old.state),
    iif(old.state = 'failed', old.failure_kind, ''), -1
  from sweep_trials where trial_key = new.trial_key
  on conflict (sweep_key, state, failure_kind) do update set trials = trials - 1;
  insert into sweep_counts (sweep_key, state, failure_kind, trials)
  select sweep_key, iif(new.state = 'queued', iif(is_cancelled, 'cancelled', coalesce(hold, 'queued')), new.state),
    iif(new.state = 'failed', new.failure_kind, ''), 1
  from sweep_trials where trial_key = new.trial_key
  on conflict (sweep_key, state, failure_kind) do update set trials = trials + 1;
end;

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
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
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
  x5.value as validation_accuracy,
  m.pruned_epoch,
  m.pruned_reason
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

create view v_attempts as
select s.name as sweep, t.id as trial, a.attempt, a.worker, a.outcome, a.failure_kind, a.failure_message,
  strftime('%Y-%m-%d %H:%M:%f', a.leased_at / 1000.0, 'unixepoch') as leased_at,
  strftime('%Y-%m-%d %H:%M:%f', a.ended_at / 1000.0, 'unixepoch') as ended_at,
  a.train_microseconds / 1e6 as train_seconds
from attempts a join trials t on t.trial_key = a.trial_key join sweeps s on s.sweep_key = a.sweep_key
union all
select s.name, t.id, l.attempt, l.worker, 'running', null, null,
  strftime('%Y-%m-%d %H:%M:%f', l.leased_at / 1000.0, 'unixepoch'), null, null
from leases l join trials t on t.trial_key = l.trial_key join sweeps s on s.sweep_key = l.sweep_key;
