-- Purpose: stores values of running attempts; nothing where a lease is lost or a value is there already.
--   The values are gathered by attempt first, so that finding the leases and spreading the values out again is no join of large arrays,
--   which the planner, who cannot estimate their length, would do by nested loops.
-- Parameters: arrays of equal length: @trial, @attempt, @epoch, @metric, @kind (finite, nan, +inf, -inf), @value (null unless finite).
-- Rows: none.
insert into epoch_metrics (trial_key, attempt, epoch, metric, kind, value)
select h.trial_key, h.attempt, m.epoch, m.metric, m.kind, m.value
from (
  select l.trial_key, l.attempt, u.epochs, u.metrics, u.kinds, u.numbers
  from (
    select trial, attempt, array_agg(epoch) as epochs, array_agg(metric) as metrics, array_agg(kind) as kinds, array_agg(value) as numbers
    from unnest(@trial, @attempt, @epoch, @metric, @kind, @value) as a(trial, attempt, epoch, metric, kind, value)
    group by trial, attempt) u
  join trials t on t.id = u.trial
  join leases l on l.trial_key = t.trial_key and l.attempt = u.attempt
  for key share of l) h
cross join lateral unnest(h.epochs, h.metrics, h.kinds, h.numbers) as m(epoch, metric, kind, value)
on conflict (trial_key, attempt, epoch, metric) do nothing
