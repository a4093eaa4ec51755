-- Purpose: notes which trials of a sweep compete under its pruning rule.
-- Parameters: @sweep_key, @groups (JSON object: configuration id to the name of its group), @seeds (JSON array: those that select).
-- Rows: none.
update sweep_trials m set prune_group = e.value
from jsonb_each_text(cast(@groups as jsonb)) e
join configurations c on c.id = e.key
join trials t on t.configuration_key = c.configuration_key
where m.sweep_key = @sweep_key and m.trial_key = t.trial_key
  and t.seed in (select cast(value as integer) from jsonb_array_elements_text(cast(@seeds as jsonb)))
