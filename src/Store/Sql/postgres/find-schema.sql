-- Purpose: tells a store from a database without one. Other programs' tables may be there too.
-- Parameters: none.
-- Rows: one: 1 if the table of migrations exists, else 0; 0.
select case when to_regclass('sweep_migrations') is null then 0 else 1 end, 0
