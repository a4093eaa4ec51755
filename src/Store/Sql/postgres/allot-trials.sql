-- Purpose: after a look: releases the held trials of the next seeds whose levels are still compared, and closes those of levels that are
--   decided or pruned.
-- Parameters: @sweep_key, @factor (the compared one), @levels (JSON array: labels still compared; "-" where the factor is left out), @seeds
--   (JSON array: the next ones), @pruned (JSON array: ids of configurations that go no further).
-- Rows: one: how many were released, how many closed.
with needed as materialized (
  select c.configuration_key, cast(@levels as jsonb) ? coalesce(c.labels ->> @factor, '-')
    and not cast(@pruned as jsonb) ? c.id as is_needed
  from configurations c),
next_seeds as materialized (select cast(value as integer) as seed from jsonb_array_elements_text(cast(@seeds as jsonb))),
allotted as (
  update sweep_trials m set hold = case when n.is_needed then null else 'unneeded' end
  from trials t join needed n on n.configuration_key = t.configuration_key
  where t.trial_key = m.trial_key and m.sweep_key = @sweep_key and m.hold = 'held'
    and (not n.is_needed or t.seed in (select seed from next_seeds))
  returning m.hold)
select count(*) filter (where hold is null), count(*) filter (where hold is not null) from allotted
