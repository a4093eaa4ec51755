-- Purpose: how long until the next lease expires, by the database's clock.
-- Parameters: none.
-- Rows: one: milliseconds, or null without leases.
select cast(extract(epoch from min(expires_at) - clock_timestamp()) * 1000 as bigint) from leases
