-- Purpose: counts the trials of a sweep by state; from here on a trigger keeps the counts.
-- Parameters: @sweep_key.
-- Rows: none.
delete from sweep_counts where sweep_key = @sweep_key;
insert into sweep_counts (sweep_key, slot, state, failure_kind, trials)
select m.sweep_key, 0, case when t.state <> 'queued' then t.state when m.is_cancelled then 'cancelled' else coalesce(m.hold, 'queued') end,
  case when t.state = 'failed' then t.failure_kind else '' end, count(*)
from sweep_trials m join trials t on t.trial_key = m.trial_key
where m.sweep_key = @sweep_key
group by 1, 3, 4;
update sweeps set trial_count = (select coalesce(sum(trials), 0) from sweep_counts where sweep_key = @sweep_key)
where sweep_key = @sweep_key;
analyze queue
