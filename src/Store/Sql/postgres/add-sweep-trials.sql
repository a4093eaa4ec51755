-- Purpose: notes which trials a sweep has, in plan order; a trial that a plan names twice counts once.
-- Parameters: @sweep_key, @first_ordinal (of the first staged trial), @held_seeds (JSON array: seeds that wait for a look).
-- Rows: none.
analyze trials;
insert into sweep_trials (sweep_key, ordinal, trial_key, hold)
select @sweep_key, @first_ordinal + i.ordinal, t.trial_key, case when h.seed is not null then 'held' end
from staged_trials i join trials t on t.id = i.id
left join (select cast(value as integer) as seed from jsonb_array_elements_text(cast(@held_seeds as jsonb))) h on h.seed = i.seed
order by i.ordinal
on conflict (trial_key, sweep_key) do nothing;
analyze sweep_trials
