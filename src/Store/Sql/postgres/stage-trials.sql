-- Purpose: stages trials.
-- Parameters: none; rows follow in binary form: ordinal bigint, id text, configuration_id text, seed integer, stream_key text.
-- Rows: none.
copy staged_trials (ordinal, id, configuration_id, seed, stream_key) from stdin (format binary)
