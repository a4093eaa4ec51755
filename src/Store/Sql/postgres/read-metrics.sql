-- Purpose: metrics of the attempts that count: the latest of each trial that is not queued, or was pruned.
-- Parameters: @trial_keys (JSON array), @epoch (null: all), @metric (null: all).
-- Rows: trial_key, epoch, metric, kind, value; by trial, epoch and metric.
select x.trial_key, x.epoch, x.metric, x.kind, x.value
from jsonb_array_elements(cast(@trial_keys as jsonb)) as k(value)
join trials t on t.trial_key = cast(k.value as bigint)
join epoch_metrics x on x.trial_key = t.trial_key and x.attempt = t.attempts
where (t.state <> 'queued' or exists (
    select 1 from attempts a where a.trial_key = t.trial_key and a.attempt = t.attempts and a.outcome = 'pruned'))
  and (cast(@epoch as integer) is null or x.epoch = @epoch) and (cast(@metric as text) is null or x.metric = @metric)
order by x.trial_key, x.epoch, x.metric
