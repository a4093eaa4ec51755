-- Purpose: the looks that a sweep has taken.
-- Parameters: @sweep_key.
-- Rows: look, seed_count, is_last, decisions (JSON), taken_at (ms since 1970 UTC); in order.
select look, seed_count, is_last, cast(decisions as text), cast(extract(epoch from taken_at) * 1000 as bigint) from looks
where sweep_key = @sweep_key order by look
