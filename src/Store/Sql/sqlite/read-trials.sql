-- Purpose: one page of trials in plan order.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any), @after_sweep, @after_ordinal (the last row of the page before; -1 at first), @limit.
-- Rows: sweep_key, ordinal, sweep, trial_key, trial, configuration_key, settings, seed, stream_key, state, attempts, failure_kind,
--   failure_message, diverged_step, worker, train_microseconds, ended_at (ms since 1970 UTC; null while unfinished),
--   pruned_epoch, pruned_reason (both null unless pruned).
select m.sweep_key, m.ordinal, s.name, t.trial_key, t.id, c.configuration_key, c.settings, t.seed, t.stream_key,
  case when t.state <> 'queued' then t.state
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end, t.attempts, t.failure_kind,
  iif(t.failure_kind is null, null, (
    select h.failure_message from attempts h where h.trial_key = t.trial_key and h.failure_kind is not null
    order by h.attempt desc limit 1)),
  a.diverged_step, coalesce(l.worker, a.worker),
  iif(t.state in ('queued', 'running') and a.outcome is not 'pruned', null, a.train_microseconds),
  iif(t.state in ('queued', 'running') and a.outcome is not 'pruned', null, a.ended_at), m.pruned_epoch, m.pruned_reason
from sweeps s
cross join sweep_trials m on m.sweep_key = s.sweep_key
cross join trials t on t.trial_key = m.trial_key
cross join configurations c on c.configuration_key = t.configuration_key
left join leases l on l.trial_key = t.trial_key
left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts
where +s.is_current and (@sweep is null or s.name = @sweep)
  and s.sweep_key >= @after_sweep and m.ordinal > iif(s.sweep_key = @after_sweep, @after_ordinal, -1)
  and (@states = '[]' or case
    when t.state <> 'queued' then t.state
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end in (select value from json_each(@states)))
  and (@where = '{}' or not exists (
    select 1 from json_each(@where) f
    where not exists (
      select 1 from json_each(f.value) allowed
      where allowed.value = coalesce(c.labels ->> f.key, iif(f.key = 'seed', cast(t.seed as text), '-')))))
  and (@ids = '[]' or t.id in (select value from json_each(@ids)))
order by s.sweep_key, m.ordinal
limit @limit
