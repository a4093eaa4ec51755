-- Purpose: the sweep of a name and plan, current or not.
-- Parameters: @name, @plan_hash.
-- Rows: at most one: sweep_key.
select sweep_key from sweeps where name = @name and plan_hash = @plan_hash
