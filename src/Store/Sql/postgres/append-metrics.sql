-- Purpose: stores values of running attempts; nothing where a lease is lost or a value is there already.
-- Parameters: arrays of equal length: @trial, @attempt, @epoch, @metric, @kind (finite, nan, +inf, -inf), @value (null unless finite).
-- Rows: none.
insert into epoch_metrics (trial_key, attempt, epoch, metric, kind, value)
select h.trial_key, h.attempt, m.epoch, m.metric, m.kind, m.value
from unnest(@trial, @attempt, @epoch, @metric, @kind, @value) as m(trial, attempt, epoch, metric, kind, value)
join (
  select l.trial_key, t.id, l.attempt
  from (select distinct trial, attempt from unnest(@trial, @attempt) as u(trial, attempt)) u
  join trials t on t.id = u.trial
  join leases l on l.trial_key = t.trial_key and l.attempt = u.attempt
  for key share of l) h on h.id = m.trial and h.attempt = m.attempt
on conflict (trial_key, attempt, epoch, metric) do nothing
