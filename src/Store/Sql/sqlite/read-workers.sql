-- Purpose: the workers known, most recently seen first.
-- Parameters: none.
-- Rows: worker, host, engine, milliseconds since seen, running, quarantine_reason, owner.
select w.worker, w.host, w.engine, max(0, cast(unixepoch('now', 'subsec') * 1000 as integer) - w.seen_at),
  (select count(*) from leases l where l.worker = w.worker), w.quarantine_reason, w.owner
from workers w
order by w.seen_at desc, w.worker
