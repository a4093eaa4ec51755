-- Purpose: queues trials again that ended as failed or, unasked, as cancelled; failures up to now are forgiven. What was imported is
--   left as it is: nobody here can train it.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any).
-- Rows: one: how many.
create temp table if not exists selected (trial_key integer not null primary key);
delete from temp.selected;
insert or ignore into temp.selected
  select m.trial_key
  from sweeps s
  cross join sweep_trials m on m.sweep_key = s.sweep_key
  cross join trials t on t.trial_key = m.trial_key
  cross join configurations c on c.configuration_key = t.configuration_key
  where s.is_current and (@sweep is null or s.name = @sweep)
    and (@states = '[]' or case
      when t.state <> 'queued' then t.state
      when m.is_cancelled then 'cancelled'
      when m.hold in ('unneeded', 'pruned') then m.hold
      when s.state = 'cancelled' then 'cancelled'
      else coalesce(m.hold, 'queued') end in (select value from json_each(@states)))
    and (@where = '{}' or not exists (
      select 1 from json_each(@where) f
      where not exists (
        select 1 from json_each(f.value) allowed
        where allowed.value = coalesce(c.labels ->> f.key, iif(f.key = 'seed', cast(t.seed as text), '-')))))
    and (@ids = '[]' or t.id in (select value from json_each(@ids)))
    and t.state in ('failed', 'cancelled')
    and not exists (select 1 from attempts a where a.trial_key = t.trial_key and a.attempt = 1 and a.worker = 'import');
update trials set state = 'queued', retry_floor = attempts where trial_key in (select trial_key from temp.selected)
  and state in ('failed', 'cancelled');
select count(*) from temp.selected
