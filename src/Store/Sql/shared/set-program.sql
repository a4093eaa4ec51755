-- Purpose: how the program of a plan is run, where that has changed; it is no part of the plan's hash.
-- Parameters: @name, @plan_hash, @program, @spec_text.
-- Rows: none.
update sweeps set program = @program, spec_text = @spec_text where name = @name and plan_hash = @plan_hash and program <> @program
