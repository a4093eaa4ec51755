-- Purpose: stages a value of a trial that ended elsewhere.
-- Parameters: @id, @epoch, @metric, @kind (finite, nan, +inf, -inf), @value (null unless finite).
-- Rows: none.
insert into staged_metrics (id, epoch, metric, kind, value) values (@id, @epoch, @metric, @kind, @value)
