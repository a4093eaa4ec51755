-- Purpose: what comparisons need of trials, in plan order: the metrics of the attempts that count, the latest of each trial that is not
--   queued.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any), @metric, @selection_metric (null: none), @epoch (null: the last that reports the metric).
-- Rows: configuration_key, seed, stream_key, state, value and selection value (not finite: NaN, Infinity; null: not reported),
--   ended_at (ms since 1970 UTC; null unless completed or diverged).
select t.configuration_key, t.seed, t.stream_key,
  case when t.state <> 'queued' then t.state when m.is_cancelled then 'cancelled' when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled' else coalesce(m.hold, 'queued') end,
  x.value, y.value, cast(extract(epoch from a.ended_at) * 1000 as bigint)
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join trials t on t.trial_key = m.trial_key
left join attempts a on a.trial_key = t.trial_key and a.attempt = t.attempts and t.state in ('completed', 'diverged')
left join lateral (
  select coalesce(z.value,
    cast(case z.kind when 'nan' then 'NaN' when '+inf' then 'Infinity' else '-Infinity' end as double precision)) as value
    from epoch_metrics z
  where z.trial_key = t.trial_key and z.attempt = t.attempts and z.metric = cast(@metric as text)
    and (cast(@epoch as integer) is null or z.epoch = @epoch)
  order by z.epoch desc limit 1) x on t.state <> 'queued'
left join lateral (
  select coalesce(z.value,
    cast(case z.kind when 'nan' then 'NaN' when '+inf' then 'Infinity' else '-Infinity' end as double precision)) as value
    from epoch_metrics z
  where z.trial_key = t.trial_key and z.attempt = t.attempts and z.metric = cast(@selection_metric as text)
    and (cast(@epoch as integer) is null or z.epoch = @epoch)
  order by z.epoch desc limit 1) y on t.state <> 'queued' and cast(@selection_metric as text) is not null
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
order by m.sweep_key, m.ordinal
