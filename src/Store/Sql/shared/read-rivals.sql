-- Purpose: the values by which a leased trial and its rivals are ranked: of the attempts that count, those that were pruned included.
-- Parameters: @trial, @attempt, @metric.
-- Rows: trial, configuration, seed, is_finished, epoch, kind, value.
select r.id, c.id, r.seed, case when r.state = 'completed' then 1 else 0 end, x.epoch, x.kind, x.value
from trials t
join leases l on l.trial_key = t.trial_key
join sweep_trials m on m.trial_key = t.trial_key and m.sweep_key = l.sweep_key
join sweep_trials g on g.sweep_key = m.sweep_key and g.prune_group = m.prune_group
join trials r on r.trial_key = g.trial_key
join configurations c on c.configuration_key = r.configuration_key
join epoch_metrics x on x.trial_key = r.trial_key and x.attempt = r.attempts and x.metric = @metric
where t.id = @trial and l.attempt = @attempt
  and (r.state <> 'queued' or exists (
    select 1 from attempts a where a.trial_key = r.trial_key and a.attempt = r.attempts and a.outcome = 'pruned'))
order by g.ordinal, x.epoch
