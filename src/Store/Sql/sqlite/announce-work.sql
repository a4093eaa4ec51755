-- Purpose: tells other processes that trials became claimable. On SQLite they poll.
-- Parameters: none.
-- Rows: none.
select 1 where false
