-- Purpose: queues trials that a look found unneeded, or that were pruned; these have no rivals any more, so that they are not pruned again.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any).
-- Rows: one: how many.
with selected as materialized (
  select m.sweep_key, m.ordinal
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
    and t.state = 'queued' and m.hold in ('unneeded', 'pruned')),
released as (
  update sweep_trials m set hold = null, prune_group = case when m.hold = 'unneeded' then m.prune_group end, pruned_epoch = null,
    pruned_reason = null
  from selected x
  where m.sweep_key = x.sweep_key and m.ordinal = x.ordinal and m.hold in ('unneeded', 'pruned')
  returning 1)
select cast(count(*) as integer) from released
