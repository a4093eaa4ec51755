-- Purpose: the trial ids that begin with given prefixes, with or without the version in front.
-- Parameters: @prefixes (JSON array).
-- Rows: prefix, trial; at most three per prefix.
select p.value, x.id
from jsonb_array_elements_text(cast(@prefixes as jsonb)) as p(value)
cross join lateral (
  select t.id from trials t
  where (t.id >= p.value collate "C" and t.id < (p.value || 'g') collate "C")
     or (t.id >= ('t1-' || p.value) collate "C" and t.id < ('t1-' || p.value || 'g') collate "C")
  order by t.id limit 3) x
