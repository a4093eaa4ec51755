-- Purpose: removes the temporary tables.
-- Parameters: none.
-- Rows: none.
drop table if exists staged_configurations;
drop table if exists staged_trials
