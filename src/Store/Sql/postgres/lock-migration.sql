-- Purpose: one migration at a time, until the transaction ends.
-- Parameters: none.
-- Rows: none.
do $$ begin perform pg_advisory_xact_lock(1937204592, 0); end $$
