-- Purpose: after a look: releases the held trials of the next seeds whose levels are still compared, and closes those of levels that are
--   decided or pruned.
-- Parameters: @sweep_key, @factor (the compared one), @levels (JSON array: labels still compared; "-" where the factor is left out), @seeds
--   (JSON array: the next ones), @pruned (JSON array: ids of configurations that go no further).
-- Rows: one: how many were released, how many closed.
create temp table if not exists allotted (ordinal integer not null primary key, is_needed integer not null);
delete from temp.allotted;
insert into temp.allotted (ordinal, is_needed)
select m.ordinal, coalesce(c.labels ->> @factor, '-') in (select value from json_each(@levels))
  and c.id not in (select value from json_each(@pruned))
from sweep_trials m cross join trials t on t.trial_key = m.trial_key
  cross join configurations c on c.configuration_key = t.configuration_key
where m.sweep_key = @sweep_key and m.hold = 'held'
  and (t.seed in (select value from json_each(@seeds)) or coalesce(c.labels ->> @factor, '-') not in (select value from json_each(@levels))
    or c.id in (select value from json_each(@pruned)));
update sweep_trials set hold = iif((select a.is_needed from temp.allotted a where a.ordinal = sweep_trials.ordinal), null, 'unneeded')
where sweep_key = @sweep_key and ordinal in (select ordinal from temp.allotted);
select count(*) filter (where is_needed), count(*) filter (where not is_needed) from temp.allotted
