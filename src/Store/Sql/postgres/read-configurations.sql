-- Purpose: the settings of configurations.
-- Parameters: @keys (JSON array).
-- Rows: configuration_key, settings.
select configuration_key, settings from configurations
where configuration_key in (select cast(jsonb_array_elements_text(cast(@keys as jsonb)) as bigint))
