-- Purpose: asks the running trials of a cancelled sweep to stop, except those that another current sweep wants.
-- Parameters: @name.
-- Rows: none.
update leases set cancel = 'sweep'
where cancel = 'none'
  and exists (
    select 1 from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
    where m.trial_key = leases.trial_key and s.name = @name and s.is_current)
  and not exists (
    select 1 from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key
    where m.trial_key = leases.trial_key and s.is_current and s.state <> 'cancelled')
