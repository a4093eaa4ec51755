-- Purpose: one page of trials in plan order.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any), @after_sweep, @after_ordinal (the last row of the page before; -1 at first), @limit.
-- Rows: sweep_key, ordinal, sweep, trial_key, trial, configuration_key, settings, seed, stream_key, state, attempts, failure_kind,
--   failure_message, diverged_step, worker, train_microseconds, ended_at (ms since 1970 UTC; null while unfinished),
--   pruned_epoch, pruned_reason (both null unless pruned).
select m.sweep_key, m.ordinal, s.name, t.trial_key, t.id, k.configuration_key, k.settings, t.seed, t.stream_key,
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
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join trials t on t.trial_key = m.trial_key
join configurations k on k.configuration_key = t.configuration_key
left join leases l on l.trial_key = t.trial_key
left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts
where s.is_current and (cast(@sweep as text) is null or s.name = @sweep)
  and (m.sweep_key, m.ordinal) > (@after_sweep, @after_ordinal)
  and (cast(@states as jsonb) = '[]'
    or cast(@states as jsonb) ? case
      when t.state <> 'queued' then t.state
      when m.is_cancelled then 'cancelled'
      when m.hold in ('unneeded', 'pruned') then m.hold
      when s.state = 'cancelled' then 'cancelled'
      else coalesce(m.hold, 'queued') end)
  and (cast(@where as jsonb) = '{}' or exists (
      select 1 from configurations c
      where c.configuration_key = t.configuration_key and not exists (
        select 1 from jsonb_each(cast(@where as jsonb)) f
        where not f.value ? coalesce(c.labels ->> f.key, case when f.key = 'seed' then cast(t.seed as text) else '-' end))))
  and (cast(@ids as jsonb) = '[]' or t.id in (select jsonb_array_elements_text(cast(@ids as jsonb))))
order by m.sweep_key, m.ordinal
limit @limit
