-- Purpose: takes over the staged configurations that are new.
-- Parameters: none.
-- Rows: none.
insert into configurations (id, settings, labels)
select id, settings, labels from staged_configurations where true
on conflict (id) do nothing
