-- Purpose: keeps trials from changing state while a submission takes stock. SQLite has one writer at a time anyway.
-- Parameters: none.
-- Rows: none.
select 1 where false
