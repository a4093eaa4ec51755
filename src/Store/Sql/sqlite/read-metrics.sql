-- Purpose: metrics of the attempts that count: the latest of each trial that is not queued.
-- Parameters: @trial_keys (JSON array), @epoch (null: all), @metric (null: all), @last (whether only the last epoch that reports the metric).
-- Rows: trial_key, epoch, metric, kind, value; by trial, epoch and metric.
select x.trial_key, x.epoch, x.metric, x.kind, x.value
from json_each(@trial_keys) k
cross join trials t on t.trial_key = k.value
cross join epoch_metrics x on x.trial_key = t.trial_key and x.attempt = t.attempts
where t.state <> 'queued' and (@epoch is null or x.epoch = @epoch) and (@metric is null or x.metric = @metric)
  and x.epoch >= iif(@last, (
    select y.epoch from epoch_metrics y
    where y.trial_key = t.trial_key and y.attempt = t.attempts and (@metric is null or y.metric = @metric)
    order by y.epoch desc limit 1), 0)
order by x.trial_key, x.epoch, x.metric
