-- Purpose: tells other processes that trials became claimable.
-- Parameters: none.
-- Rows: none.
do $$ begin perform pg_notify('sweep_work', ''); end $$
