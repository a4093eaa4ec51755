-- Purpose: makes a plan the current revision of its name; a plan that was current before becomes current again, with the number and the
--   time of its first submission: it was planned then. (Earlier versions kept the last submission's, so that a number above the plan's rank
--   among those of its name tells that the time is late.)
-- Parameters: @name, @plan_hash, @spec_text, @retry_lost_worker, @retry_out_of_memory, @retry_exception, @stop_worker_failures,
--   @stop_first_wave, @checkpoint_epochs (null: as often as it is worth it), @keeps_weights, @keeps_confusion,
--   @records_activations, @records_gradients, @program (null: an engine trains).
-- Rows: one: sweep_key.
insert into sweeps (name, plan_hash, spec_text, revision, is_current, state, trial_count, retry_lost_worker, retry_out_of_memory,
  retry_exception,
  stop_worker_failures, stop_first_wave, checkpoint_epochs, keeps_weights, keeps_confusion, records_activations, records_gradients,
  program, submitted_at)
values (@name, @plan_hash, @spec_text, (select count(*) + 1 from sweeps where name = @name), true, 'active', 0,
  @retry_lost_worker, @retry_out_of_memory, @retry_exception, @stop_worker_failures, @stop_first_wave, @checkpoint_epochs, @keeps_weights,
  @keeps_confusion, @records_activations, @records_gradients, @program,
  cast(unixepoch('now', 'subsec') * 1000 as integer))
on conflict (name, plan_hash) do update set
  is_current = true, state = 'active', state_reason = null, spec_text = excluded.spec_text,
  checkpoint_epochs = excluded.checkpoint_epochs, keeps_weights = excluded.keeps_weights,
  keeps_confusion = excluded.keeps_confusion,
  records_activations = excluded.records_activations, records_gradients = excluded.records_gradients, program = excluded.program
returning sweep_key
