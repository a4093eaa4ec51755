-- Purpose: the settings of configurations.
-- Parameters: @keys (JSON array).
-- Rows: configuration_key, settings.
select configuration_key, settings from configurations where configuration_key in (select value from json_each(@keys))
