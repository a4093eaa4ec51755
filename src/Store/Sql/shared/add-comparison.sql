-- Purpose: stores what a plan declared that it would compare.
-- Parameters: @sweep_key, @factor, @baseline (null: all pairs), @metric, @epoch (null: the last), @alpha, @rope, @tuned_factors (JSON array
--   or null), @tuning_metric, @selection_seeds (both null when nothing is tuned), @look_rule, @look_seeds, @look_counts (JSON arrays; all
--   null without planned looks), @adjustment (null: what fits the family), @pruning (null: none).
-- Rows: none.
insert into comparisons (sweep_key, factor, baseline, metric, epoch, alpha, rope, tuned_factors, tuning_metric, selection_seeds, look_rule,
  look_seeds,
  look_counts, adjustment, pruning)
values (@sweep_key, @factor, cast(@baseline as text), @metric, cast(@epoch as integer), @alpha, @rope, cast(@tuned_factors as text),
  cast(@tuning_metric as text), cast(@selection_seeds as integer), cast(@look_rule as text), cast(@look_seeds as text),
    cast(@look_counts as text),
  cast(@adjustment as text), cast(@pruning as text))
