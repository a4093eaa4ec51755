-- Purpose: stages the end of a trial.
-- Parameters: @id, @outcome, @failure_kind, @failure_message, @diverged_epoch, @diverged_step.
-- Rows: none.
insert into staged_results (id, outcome, failure_kind, failure_message, diverged_epoch, diverged_step)
values (@id, @outcome, @failure_kind, @failure_message, @diverged_epoch, @diverged_step)
