-- Purpose: stages a configuration.
-- Parameters: @id, @settings (canonical JSON), @labels (flat JSON object).
-- Rows: none.
insert or ignore into staged_configurations (id, settings, labels) values (@id, @settings, @labels)
