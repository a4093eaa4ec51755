-- Purpose: pauses, resumes or cancels the current revision of a sweep.
-- Parameters: @name, @state, @reason (null unless paused or cancelled).
-- Rows: sweep_key, if there is such a sweep.
update sweeps set state = @state, state_reason = cast(@reason as text) where name = @name and is_current returning sweep_key
