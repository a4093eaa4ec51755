-- Purpose: a trial through every current sweep that has it.
-- Parameters: @ids (JSON array).
-- Rows: sweep_key, ordinal, sweep, trial_key, trial, configuration_key, settings, seed, stream_key, state, attempts, failure_kind,
--   failure_message, diverged_step, worker, train_microseconds, ended_at (ms since 1970 UTC; null while unfinished),
--   pruned_epoch, pruned_reason (both null unless pruned).
select m.sweep_key, m.ordinal, s.name, t.trial_key, t.id, c.configuration_key, c.settings, t.seed, t.stream_key,
  case when t.state <> 'queued' then t.state
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end, t.attempts, t.failure_kind,
  case when t.failure_kind is not null then (
    select h.failure_message from attempts h where h.trial_key = t.trial_key and h.failure_kind is not null
    order by h.attempt desc limit 1) end,
  a.diverged_step, coalesce(l.worker, a.worker),
  case when t.state not in ('queued', 'running') or a.outcome = 'pruned' then a.train_microseconds end,
  case when t.state not in ('queued', 'running') or a.outcome = 'pruned' then cast(extract(epoch from a.ended_at) * 1000 as bigint) end,
  m.pruned_epoch, m.pruned_reason
from jsonb_array_elements_text(cast(@ids as jsonb)) i(value)
join trials t on t.id = i.value
join sweep_trials m on m.trial_key = t.trial_key
join sweeps s on s.sweep_key = m.sweep_key
join configurations c on c.configuration_key = t.configuration_key
left join leases l on l.trial_key = t.trial_key
left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts
where s.is_current
order by m.sweep_key, m.ordinal
