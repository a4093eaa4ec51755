-- Purpose: stages ends of trials.
-- Parameters: none; rows follow in binary form: id text, outcome text, failure_kind text, failure_message text, diverged_epoch integer,
--   diverged_step bigint.
-- Rows: none.
copy staged_results (id, outcome, failure_kind, failure_message, diverged_epoch, diverged_step) from stdin (format binary)
