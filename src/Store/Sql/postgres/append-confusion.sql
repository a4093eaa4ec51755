-- Purpose: stores the confusion matrix of a running attempt; nothing when its lease is lost or the matrix is there already.
-- Parameters: @trial, @attempt, @cells (JSON array of [class, predicted, samples]).
-- Rows: none.
insert into confusion_cells (trial_key, attempt, class, predicted, samples)
select h.trial_key, h.attempt, cast(c.value ->> 0 as integer), cast(c.value ->> 1 as integer), cast(c.value ->> 2 as bigint)
from (
  select l.trial_key, l.attempt
  from trials t join leases l on l.trial_key = t.trial_key
  where t.id = @trial and l.attempt = @attempt
  for key share of l) h
cross join jsonb_array_elements(cast(@cells as jsonb)) as c(value)
on conflict (trial_key, attempt, class, predicted) do nothing
