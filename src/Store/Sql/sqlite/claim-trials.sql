-- Purpose: leases queued trials of active sweeps to a worker, oldest sweep first, in plan order. "cross join" keeps the order of the
--   tables: the planner, who knows nothing of the size of a temporary table, would rather scan all trials.
-- Parameters: @from_sweep, @from_ordinal (where to begin: what lies before in that sweep is not looked at; -1 at first), @worker, @count,
--   @duration_ms, @sweep (null: any), @where (JSON object: setting to array of labels), @ids (JSON array of trial ids; [] for any).
-- Rows: trial, attempt, sweep, configuration_key, settings, seed, stream_key, failure_kind (of the last failed attempt, or null),
--   sweep_key, ordinal, checkpoint_epochs, keeps_weights, keeps_confusion, pruning (null: it is never pruned),
--   records_activations, records_gradients, program (null: an engine trains).
create temp table if not exists claimed (
  trial_key integer not null primary key, sweep_key integer not null, ordinal integer not null);
delete from temp.claimed;
insert or ignore into temp.claimed (trial_key, sweep_key, ordinal)
select q.trial_key, q.sweep_key, q.ordinal
from sweeps s
cross join queue q on q.sweep_key = s.sweep_key and q.ordinal > iif(s.sweep_key = @from_sweep, @from_ordinal, -1)
cross join trials t on t.trial_key = q.trial_key
cross join configurations c on c.configuration_key = t.configuration_key
where +s.is_current and s.state = 'active' and (@sweep is null or s.name = @sweep)
  and (@where = '{}' or not exists (
    select 1 from json_each(@where) f
    where not exists (
      select 1 from json_each(f.value) allowed
      where allowed.value = coalesce(c.labels ->> f.key, iif(f.key = 'seed', cast(t.seed as text), '-')))))
  and (@ids = '[]' or t.id in (select value from json_each(@ids)))
  and not exists (select 1 from workers w where w.worker = @worker and w.quarantine_reason is not null)
order by s.sweep_key, q.ordinal
limit @count;
update trials set state = 'running', attempts = attempts + 1
where trial_key in (select trial_key from temp.claimed) and state = 'queued';
insert into leases (trial_key, attempt, sweep_key, worker, leased_at, expires_at, duration_ms)
select t.trial_key, t.attempts, k.sweep_key, @worker, cast(unixepoch('now', 'subsec') * 1000 as integer),
  cast(unixepoch('now', 'subsec') * 1000 as integer) + @duration_ms, @duration_ms
from temp.claimed k cross join trials t on t.trial_key = k.trial_key;
select t.id, t.attempts, s.name, c.configuration_key, c.settings, t.seed, t.stream_key, t.failure_kind, k.sweep_key, k.ordinal,
  s.checkpoint_epochs, s.keeps_weights, s.keeps_confusion, case when m.prune_group is not null then p.pruning end,
  s.records_activations, s.records_gradients, s.program
from temp.claimed k
cross join trials t on t.trial_key = k.trial_key
cross join sweeps s on s.sweep_key = k.sweep_key
cross join configurations c on c.configuration_key = t.configuration_key
cross join sweep_trials m on m.sweep_key = k.sweep_key and m.ordinal = k.ordinal
left join comparisons p on p.sweep_key = k.sweep_key
order by k.sweep_key, k.ordinal
