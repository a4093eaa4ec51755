-- Purpose: notes which trials a sweep has, in plan order; a trial that a plan names twice counts once.
-- Parameters: @sweep_key.
-- Rows: none.
analyze trials;
insert into sweep_trials (sweep_key, ordinal, trial_key)
select @sweep_key, i.ordinal, t.trial_key
from staged_trials i join trials t on t.id = i.id
order by i.ordinal
on conflict (trial_key, sweep_key) do nothing;
analyze sweep_trials
