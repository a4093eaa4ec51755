-- Purpose: how long until the next lease expires, by the database's clock.
-- Parameters: none.
-- Rows: one: milliseconds, or null without leases.
select min(expires_at) - cast(unixepoch('now', 'subsec') * 1000 as integer) from leases
