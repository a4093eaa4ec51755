-- Purpose: stores what a plan declared that it would compare.
-- Parameters: @sweep_key, @factor, @baseline (null: all pairs), @metric, @epoch (null: the last), @alpha, @rope, @tuned_factors (JSON array or null),
--   @tuning_metric, @selection_seeds (both null when nothing is tuned).
-- Rows: none.
insert into comparisons (sweep_key, factor, baseline, metric, epoch, alpha, rope, tuned_factors, tuning_metric, selection_seeds)
values (@sweep_key, @factor, cast(@baseline as text), @metric, cast(@epoch as integer), @alpha, @rope, cast(@tuned_factors as text),
  cast(@tuning_metric as text), cast(@selection_seeds as integer))
