-- Purpose: keeps trials from changing state while a submission takes stock, until its transaction ends. Every change of a trial takes the
--   same lock shared (trigger trials_follow_state).
-- Parameters: none.
-- Rows: none.
do $$ begin perform pg_advisory_xact_lock(1937204592, 2); end $$
