-- Purpose: which other sweeps wait for unfinished trials of a sweep: current ones, not cancelled, that have not cancelled the trial either.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any).
-- Rows: sweep, queued or held, running.
select o.name, cast(count(*) filter (where t.state = 'queued') as integer), cast(count(*) filter (where t.state = 'running') as integer)
from trials t
join sweep_trials w on w.trial_key = t.trial_key
join sweeps o on o.sweep_key = w.sweep_key
where o.is_current and o.state <> 'cancelled' and o.name <> cast(@sweep as text) and not w.is_cancelled
  and coalesce(w.hold, '') not in ('unneeded', 'pruned')
  and t.state in ('queued', 'running')
  and t.trial_key in (
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
    and (cast(@ids as jsonb) = '[]' or t.id in (select jsonb_array_elements_text(cast(@ids as jsonb))))
    and not m.is_cancelled and coalesce(m.hold, '') not in ('unneeded', 'pruned'))
group by o.name
order by o.name
