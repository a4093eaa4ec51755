-- Purpose: the adjustment that a plan declares for its comparisons.
-- Parameters: none.
-- Rows: none.

alter table comparisons add column adjustment text constraint comparisons_adjustment_known
  check (adjustment in ('holm', 'hommel', 'shaffer', 'bergmann-hommel')); -- null: the sharpest that needs no assumption
