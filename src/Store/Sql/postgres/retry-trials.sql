-- Purpose: queues trials again that ended as failed or, unasked, as cancelled; failures up to now are forgiven. What was imported is
--   left as it is: nobody here can train it.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any).
-- Rows: one: how many.
with selected as materialized (
  select distinct m.trial_key
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
    and t.state in ('failed', 'cancelled')
    and not exists (select 1 from attempts a where a.trial_key = t.trial_key and a.attempt = 1 and a.worker = 'import')),
queued as (
  update trials t set state = 'queued', retry_floor = t.attempts from selected x
  where t.trial_key = x.trial_key and t.state in ('failed', 'cancelled')
  returning 1)
select cast(count(*) as integer) from queued
