-- Purpose: the leased trial, if it may be pruned: it has rivals, no other sweep wants it, and another candidate of its group is left that
--   can be chosen. Also the one that is pruned already.
-- Parameters: @trial, @attempt.
-- Rows: at most one: sweep_key, prune_group, configuration_key, hold ('pruned', or null).
select m.sweep_key, m.prune_group, t.configuration_key, m.hold
from trials t
join leases l on l.trial_key = t.trial_key
join sweep_trials m on m.trial_key = t.trial_key and m.sweep_key = l.sweep_key
where t.id = @trial and l.attempt = @attempt and m.prune_group is not null
  and (m.hold = 'pruned' or m.hold is null and not m.is_cancelled
    and not exists (
      select 1 from sweep_trials o join sweeps s on s.sweep_key = o.sweep_key
      where o.trial_key = t.trial_key and o.sweep_key <> m.sweep_key and s.is_current and s.state <> 'cancelled' and not o.is_cancelled
        and o.hold is null)
    and exists (
      select 1 from sweep_trials g join trials r on r.trial_key = g.trial_key
      where g.sweep_key = m.sweep_key and g.prune_group = m.prune_group and r.configuration_key <> t.configuration_key
      group by r.configuration_key
      having max(case when g.hold is not null or g.is_cancelled or r.state in ('failed', 'diverged') then 1 else 0 end) = 0))
