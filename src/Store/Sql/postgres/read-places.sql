-- Purpose: where each trial of a current plan stands, in its order.
-- Parameters: @sweep.
-- Rows: ordinal, configuration_key, seed, state.
select m.ordinal, t.configuration_key, t.seed,
  case when t.state <> 'queued' then t.state
    when m.is_cancelled then 'cancelled'
    when m.hold in ('unneeded', 'pruned') then m.hold
    when s.state = 'cancelled' then 'cancelled'
    else coalesce(m.hold, 'queued') end
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join trials t on t.trial_key = m.trial_key
where s.is_current and s.name = @sweep
order by m.ordinal
