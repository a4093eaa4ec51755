-- Purpose: notes a look as taken.
-- Parameters: @sweep_key, @look (from 1; 0 chose tuned levels), @seed_count, @is_last, @decisions (JSON array).
-- Rows: none.
insert into looks (sweep_key, look, seed_count, is_last, decisions, taken_at)
values (@sweep_key, @look, @seed_count, @is_last, @decisions, cast(unixepoch('now', 'subsec') * 1000 as integer))
