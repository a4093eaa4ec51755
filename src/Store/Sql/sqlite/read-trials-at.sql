-- Purpose: the trials at some places of a current plan, in its order.
-- Parameters: @sweep, @ordinals (JSON array).
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
cross join json_each(@ordinals) o
cross join sweep_trials m on m.sweep_key = s.sweep_key and m.ordinal = o.value
cross join trials t on t.trial_key = m.trial_key
cross join configurations c on c.configuration_key = t.configuration_key
left join leases l on l.trial_key = t.trial_key
left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts
where s.is_current and s.name = @sweep
order by m.ordinal
