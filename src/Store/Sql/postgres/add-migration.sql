-- Purpose: notes a migration as applied.
-- Parameters: @version, @name.
-- Rows: none.
insert into sweep_migrations (version, name, applied_at) values (@version, @name, now())
