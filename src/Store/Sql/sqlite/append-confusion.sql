-- Purpose: stores the confusion matrix of a running attempt; nothing when its lease is lost or the matrix is there already.
-- Parameters: @trial, @attempt, @cells (JSON array of [class, predicted, samples]).
-- Rows: none.
insert or ignore into confusion_cells (trial_key, attempt, class, predicted, samples)
select l.trial_key, l.attempt, c.value ->> 0, c.value ->> 1, c.value ->> 2
from trials t cross join leases l on l.trial_key = t.trial_key
cross join json_each(@cells) c
where t.id = @trial and l.attempt = @attempt
