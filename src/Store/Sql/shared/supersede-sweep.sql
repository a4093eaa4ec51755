-- Purpose: ends the current revision of a name: what is queued is no longer claimed through it; what runs, ends.
-- Parameters: @name.
-- Rows: none.
delete from queue where sweep_key in (select sweep_key from sweeps where name = @name and is_current);
update sweeps set is_current = false where name = @name and is_current
