-- Purpose: a worker's entry and its environment, new or refreshed. A quarantine stays.
-- Parameters: @worker, @host, @process_id, @engine, @environment_id, @facts (JSON object), @owner.
-- Rows: none.
insert into environments (id, facts) values (@environment_id, cast(@facts as jsonb)) on conflict (id) do nothing;
insert into workers (worker, host, process_id, engine, environment_key, registered_at, seen_at, owner)
values (@worker, @host, @process_id, @engine, (select environment_key from environments where id = @environment_id), clock_timestamp(),
  clock_timestamp(), @owner)
on conflict (worker) do update set
  host = excluded.host, process_id = excluded.process_id, engine = excluded.engine, environment_key = excluded.environment_key,
    seen_at = excluded.seen_at, owner = excluded.owner
