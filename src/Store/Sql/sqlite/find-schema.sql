-- Purpose: tells a store from an empty database and from somebody else's.
-- Parameters: none.
-- Rows: one: 1 if the table of migrations exists; number of tables.
select count(*) filter (where name = 'sweep_migrations'), count(*) from sqlite_master where type = 'table'
