-- Purpose: of which sweeps each worker trains trials now. A trial of several sweeps counts for the one that it was claimed through.
-- Parameters: none.
-- Rows: worker, sweep, trials.
select l.worker, s.name, count(*)
from leases l join sweeps s on s.sweep_key = l.sweep_key
group by l.worker, s.name
order by l.worker, s.name
