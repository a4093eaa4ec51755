-- Purpose: the current sweeps with planned looks, and what was declared for them.
-- Parameters: @sweep (null: all), @only_due (1: only those whose next look is due; 0: all).
-- Rows: sweep_key, name, plan_hash, factor, baseline, metric, epoch, alpha, rope, tuned_factors, tuning_metric, selection_seeds, look_rule,
--   look_seeds, look_counts, adjustment.
select s.sweep_key, s.name, s.plan_hash, c.factor, c.baseline, c.metric, c.epoch, c.alpha, c.rope, c.tuned_factors, c.tuning_metric,
  c.selection_seeds,
  c.look_rule, c.look_seeds, c.look_counts, c.adjustment
from sweeps s join comparisons c on c.sweep_key = s.sweep_key
where s.is_current and c.look_rule is not null and (cast(@sweep as text) is null or s.name = @sweep)
  and (@only_due = 0 or s.sweep_key in (select d.sweep_key from due_looks d))
order by s.sweep_key
