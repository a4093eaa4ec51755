-- Purpose: takes over the staged trials that are new, in plan order.
-- Parameters: none.
-- Rows: one: how many were new.
analyze staged_trials;
analyze configurations;
with added as (
  insert into trials (id, configuration_key, seed, stream_key)
  select i.id, c.configuration_key, i.seed, i.stream_key
  from staged_trials i join configurations c on c.id = i.configuration_id
  order by i.ordinal
  on conflict (id) do nothing
  returning 1)
select count(*) from added
