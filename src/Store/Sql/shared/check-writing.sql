-- Purpose: fails where this user may only read.
-- Parameters: none.
-- Rows: none.
delete from leases where false
