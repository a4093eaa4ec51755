-- Purpose: a worker gets no more trials.
-- Parameters: @worker, @reason.
-- Rows: none.
insert into workers (worker, host, process_id, engine, registered_at, seen_at, quarantined_at, quarantine_reason)
values (@worker, 'unknown', 0, 'unknown', clock_timestamp(), clock_timestamp(), clock_timestamp(), @reason)
on conflict (worker) do update set quarantined_at = excluded.quarantined_at, quarantine_reason = excluded.quarantine_reason
