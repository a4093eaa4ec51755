-- Purpose: the current sweep of a name.
-- Parameters: @name.
-- Rows: at most one: sweep_key, plan_hash.
select sweep_key, plan_hash from sweeps where name = @name and is_current
