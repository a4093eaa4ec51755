-- Purpose: the workers known, most recently seen first.
-- Parameters: none.
-- Rows: worker, host, engine, milliseconds since seen, running, quarantine_reason, owner.
select w.worker, w.host, w.engine, cast(greatest(0, extract(epoch from clock_timestamp() - w.seen_at) * 1000) as bigint),
  cast((select count(*) from leases l where l.worker = w.worker) as integer), w.quarantine_reason, w.owner
from workers w
order by w.seen_at desc, w.worker
