-- Purpose: stores one value of a running attempt; nothing when its lease is lost or the value is there already.
-- Parameters: @trial, @attempt, @epoch, @metric, @kind (finite, nan, +inf, -inf), @value (null unless finite).
-- Rows: none.
insert or ignore into epoch_metrics (trial_key, attempt, epoch, metric, kind, value)
select l.trial_key, l.attempt, @epoch, @metric, @kind, @value
from trials t cross join leases l on l.trial_key = t.trial_key
where t.id = @trial and l.attempt = @attempt
