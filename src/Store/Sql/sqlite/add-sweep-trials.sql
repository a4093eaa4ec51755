-- Purpose: notes which trials a sweep has, in plan order; a trial that a plan names twice counts once.
-- Parameters: @sweep_key, @first_ordinal (of the first staged trial), @held_seeds (JSON array: seeds that wait for a look).
-- Rows: none.
insert into sweep_trials (sweep_key, ordinal, trial_key, hold)
select @sweep_key, @first_ordinal + i.ordinal, t.trial_key, iif(i.seed in (select value from json_each(@held_seeds)), 'held', null)
from staged_trials i join trials t on t.id = i.id
where true
order by i.ordinal
on conflict (trial_key, sweep_key) do nothing
