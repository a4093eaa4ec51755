-- Purpose: who holds the leases of trials, and for how long at most unless they are renewed.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any).
-- Rows: worker, trials, milliseconds until the last expires (negative: it has), whether they are to stop (1) or a sweep waits for them (0).
select h.worker, cast(count(*) as integer), max(h.milliseconds), h.is_stopping
from (
  select l.worker, cast(extract(epoch from least(l.expires_at - clock_timestamp(),
    coalesce(l.duration_ms, 60000) * interval '1 millisecond')) * 1000 as bigint) as milliseconds,
    case when exists (
      select 1 from sweep_trials w join sweeps o on o.sweep_key = w.sweep_key
      where w.trial_key = l.trial_key and o.is_current and o.state <> 'cancelled' and not w.is_cancelled and w.hold is null) then 0
        else 1 end as is_stopping
  from leases l
  where l.trial_key in (
  select m.trial_key
  from sweeps s
  join sweep_trials m on m.sweep_key = s.sweep_key
  join trials t on t.trial_key = m.trial_key
  where s.is_current and (cast(@sweep as text) is null or s.name = @sweep)
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
    and (cast(@ids as jsonb) = '[]' or t.id in (select jsonb_array_elements_text(cast(@ids as jsonb)))))) h
group by h.worker, h.is_stopping
order by h.worker, h.is_stopping
