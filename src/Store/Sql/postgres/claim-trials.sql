-- Purpose: leases queued trials of active sweeps to a worker, oldest sweep first, in plan order. Trials that somebody else is claiming are
--   skipped.
-- Parameters: @from_sweep, @from_ordinal (where to begin: what lies before in that sweep is not looked at; -1 at first), @worker, @count,
--   @duration_ms, @sweep (null: any), @where (JSON object: setting to array of labels), @ids (JSON array of trial ids; [] for any).
-- Rows: trial, attempt, sweep, configuration_key, settings, seed, stream_key, failure_kind (of the last failed attempt, or null),
--   sweep_key, ordinal, checkpoint_epochs, keeps_weights, keeps_confusion, pruning (null: it is never pruned),
--   records_activations, records_gradients, program (null: an engine trains).
with wanted as materialized (
  select q.trial_key, q.sweep_key, q.ordinal
  from (
    select sweep_key from sweeps
    where is_current and state = 'active' and (cast(@sweep as text) is null or name = @sweep)
      and not exists (select 1 from workers w where w.worker = @worker and w.quarantine_reason is not null)
    order by sweep_key) s
  cross join lateral (
    select q.trial_key, q.sweep_key, q.ordinal
    from queue q join trials t on t.trial_key = q.trial_key
    where q.sweep_key = s.sweep_key and q.ordinal > case when s.sweep_key = @from_sweep then @from_ordinal else -1 end
      and t.state = 'queued'
      and (cast(@where as jsonb) = '{}' or exists (
      select 1 from configurations c
      where c.configuration_key = t.configuration_key and not exists (
        select 1 from jsonb_each(cast(@where as jsonb)) f
        where not f.value ? coalesce(c.labels ->> f.key, case when f.key = 'seed' then cast(t.seed as text) else '-' end))))
      and (cast(@ids as jsonb) = '[]' or t.id in (select jsonb_array_elements_text(cast(@ids as jsonb))))
    order by q.ordinal
    limit @count
    for update of t skip locked) q
  limit @count),
claimed as (
  update trials t set state = 'running', attempts = t.attempts + 1
  from wanted w
  where t.trial_key = w.trial_key and t.state = 'queued'
  returning t.trial_key, t.id, t.attempts, t.configuration_key, t.seed, t.stream_key, t.failure_kind, w.sweep_key, w.ordinal),
leased as (
  insert into leases (trial_key, attempt, sweep_key, worker, leased_at, expires_at, duration_ms)
  select trial_key, attempts, sweep_key, @worker, clock_timestamp(), clock_timestamp() + @duration_ms * interval '1 millisecond',
    @duration_ms
  from claimed)
select k.id, k.attempts, s.name, c.configuration_key, c.settings, k.seed, k.stream_key, k.failure_kind, k.sweep_key, k.ordinal,
  s.checkpoint_epochs, s.keeps_weights, s.keeps_confusion, case when m.prune_group is not null then p.pruning end,
  s.records_activations, s.records_gradients, s.program
from claimed k
join sweeps s on s.sweep_key = k.sweep_key
join configurations c on c.configuration_key = k.configuration_key
join sweep_trials m on m.sweep_key = k.sweep_key and m.ordinal = k.ordinal
left join comparisons p on p.sweep_key = k.sweep_key
order by k.sweep_key, k.ordinal
