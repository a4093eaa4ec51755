-- Purpose: queues the unfinished trials of a sweep that has just become current; those held for a look, unneeded ones and those that it has
--   cancelled stay out.
-- Parameters: @sweep_key.
-- Rows: none.
insert into queue (sweep_key, ordinal, trial_key)
select m.sweep_key, m.ordinal, m.trial_key
from sweep_trials m join trials t on t.trial_key = m.trial_key
where m.sweep_key = @sweep_key and t.state = 'queued' and m.hold is null and not m.is_cancelled
order by m.ordinal
