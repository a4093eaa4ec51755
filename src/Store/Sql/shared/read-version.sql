-- Purpose: the newest migration applied. Fails where the table does not exist: look for it first (find-schema).
-- Parameters: none.
-- Rows: one: version.
select coalesce(max(version), 0) from sweep_migrations
