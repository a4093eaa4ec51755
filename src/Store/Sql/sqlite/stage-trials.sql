-- Purpose: stages a trial.
-- Parameters: @ordinal, @id, @configuration_id, @seed, @stream_key.
-- Rows: none.
insert into staged_trials (ordinal, id, configuration_id, seed, stream_key) values (@ordinal, @id, @configuration_id, @seed, @stream_key)
