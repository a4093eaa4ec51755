-- Purpose: makes a plan the current revision of its name; a plan that was current before becomes current again.
-- Parameters: @name, @plan_hash, @spec_text, @retry_lost_worker, @retry_out_of_memory, @retry_exception, @stop_worker_failures, @stop_first_wave.
-- Rows: one: sweep_key.
insert into sweeps (name, plan_hash, spec_text, revision, is_current, state, trial_count, retry_lost_worker, retry_out_of_memory, retry_exception,
  stop_worker_failures, stop_first_wave, submitted_at)
values (@name, @plan_hash, @spec_text, (select coalesce(max(revision), 0) + 1 from sweeps where name = @name), true, 'active', 0,
  @retry_lost_worker, @retry_out_of_memory, @retry_exception, @stop_worker_failures, @stop_first_wave, clock_timestamp())
on conflict (name, plan_hash) do update set
  revision = excluded.revision, is_current = true, state = 'active', state_reason = null, spec_text = excluded.spec_text,
  submitted_at = excluded.submitted_at
returning sweep_key
