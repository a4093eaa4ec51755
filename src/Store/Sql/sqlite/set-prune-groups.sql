-- Purpose: notes which trials of a sweep compete under its pruning rule.
-- Parameters: @sweep_key, @groups (JSON object: configuration id to the name of its group), @seeds (JSON array: those that select).
-- Rows: none.
update sweep_trials set prune_group = e.value
from json_each(@groups) e
cross join configurations c on c.id = e.key
cross join trials t on t.configuration_key = c.configuration_key
where sweep_trials.sweep_key = @sweep_key and sweep_trials.trial_key = t.trial_key
  and t.seed in (select value from json_each(@seeds))
