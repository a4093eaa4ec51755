-- Purpose: one migration at a time. SQLite has one writer at a time anyway.
-- Parameters: none.
-- Rows: none.
select 1 where false
