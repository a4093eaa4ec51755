-- Purpose: takes back what sweeps have cancelled. Needs the lock of lock-transitions.sql.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any).
-- Rows: one: how many wait again; what runs meanwhile, for another sweep or because it has not heard of it yet, goes on.
with selected as materialized (
  select m.sweep_key, m.ordinal, m.trial_key, t.state
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
    and m.is_cancelled),
wanted as (
  update sweep_trials m set is_cancelled = false from selected x where m.sweep_key = x.sweep_key and m.ordinal = x.ordinal)
select cast(count(distinct trial_key) as integer) from selected where state = 'queued'
