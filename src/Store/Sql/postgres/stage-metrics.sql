-- Purpose: stages values of trials that ended elsewhere.
-- Parameters: none; rows follow in binary form: id text, epoch integer, metric text, kind text, value double precision.
-- Rows: none.
copy staged_metrics (id, epoch, metric, kind, value) from stdin (format binary)
