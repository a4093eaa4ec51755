-- Purpose: what the former revision of a sweep has cancelled, or has not, is so in the one that becomes current.
-- Parameters: @sweep_key, @former_key.
-- Rows: none.
update sweep_trials set is_cancelled = f.is_cancelled
from sweep_trials f
where sweep_trials.sweep_key = @sweep_key and f.sweep_key = @former_key and f.trial_key = sweep_trials.trial_key
  and f.is_cancelled <> sweep_trials.is_cancelled
