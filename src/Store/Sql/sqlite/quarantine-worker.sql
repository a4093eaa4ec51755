-- Purpose: a worker gets no more trials.
-- Parameters: @worker, @reason.
-- Rows: none.
insert into workers (worker, host, process_id, engine, registered_at, seen_at, quarantined_at, quarantine_reason)
values (@worker, 'unknown', 0, 'unknown', cast(unixepoch('now', 'subsec') * 1000 as integer),
  cast(unixepoch('now', 'subsec') * 1000 as integer), cast(unixepoch('now', 'subsec') * 1000 as integer), @reason)
on conflict (worker) do update set quarantined_at = excluded.quarantined_at, quarantine_reason = excluded.quarantine_reason
