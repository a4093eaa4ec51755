-- Purpose: gives up a candidate: its unfinished trials on the seeds that select.
-- Parameters: @sweep_key, @prune_group, @configuration_key, @trial (the one that was judged), @epoch (after which), @reason.
-- Rows: the state that each of them was in.
update sweep_trials set hold = 'pruned',
  pruned_epoch = case when trial_key = (select j.trial_key from trials j where j.id = @trial) then cast(@epoch as integer) else 0 end,
  pruned_reason = case when trial_key = (select j.trial_key from trials j where j.id = @trial) then cast(@reason as text)
    else 'on another seed: ' || cast(@reason as text) end
where sweep_key = @sweep_key and prune_group = @prune_group and hold is null
  and trial_key in (
    select t.trial_key from trials t where t.configuration_key = @configuration_key and t.state in ('queued', 'running'))
returning (select w.state from trials w where w.trial_key = sweep_trials.trial_key)
