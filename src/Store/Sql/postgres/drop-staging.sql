-- Purpose: nothing: the temporary tables go with the transaction.
-- Parameters: none.
-- Rows: none.
select 1 where false
