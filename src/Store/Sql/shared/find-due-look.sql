-- Purpose: the sweep of a plan, if its look of this number is due: all released trials are over, and the looks before were taken.
-- Parameters: @name, @plan_hash, @look (from 1; 0 chooses tuned levels and comes before).
-- Rows: at most one: sweep_key.
select s.sweep_key
from sweeps s join due_looks d on d.sweep_key = s.sweep_key
where s.name = @name and s.plan_hash = @plan_hash
  and (select coalesce(max(k.look) + 1, case when @look > 0 then 1 else 0 end) from looks k where k.sweep_key = s.sweep_key) = @look
