-- Purpose: stages configurations; some may come more than once.
-- Parameters: none; rows follow in binary form: id text, settings text (canonical JSON), labels jsonb.
-- Rows: none.
copy staged_configurations (id, settings, labels) from stdin (format binary)
