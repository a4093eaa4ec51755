-- Purpose: the place after the last trial of a sweep.
-- Parameters: @sweep_key.
-- Rows: one: the ordinal, 0 for a sweep without trials.
select cast(coalesce(max(ordinal) + 1, 0) as bigint) from sweep_trials where sweep_key = @sweep_key
