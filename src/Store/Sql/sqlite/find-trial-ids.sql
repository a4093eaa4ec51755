-- Purpose: the trial ids that begin with given prefixes, with or without the version in front.
-- Parameters: @prefixes (JSON array).
-- Rows: prefix, trial; at most three per prefix.
select p.value, t.id
from json_each(@prefixes) p cross join trials t on t.rowid in (
  select x.trial_key from trials x
  where (x.id >= p.value and x.id < p.value || 'g') or (x.id >= 't1-' || p.value and x.id < 't1-' || p.value || 'g')
  order by x.id limit 3)
