-- Purpose: takes back what sweeps have cancelled.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of
--   trial ids; [] for any).
-- Rows: one: how many wait again; what runs meanwhile, for another sweep or because it has not heard of it yet, goes on.
create temp table if not exists chosen (sweep_key integer not null, ordinal integer not null, trial_key integer not null,
  primary key (sweep_key, ordinal));
delete from temp.chosen;
insert into temp.chosen
  select m.sweep_key, m.ordinal, m.trial_key
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
    and m.is_cancelled;
update sweep_trials set is_cancelled = 0 where (sweep_key, ordinal) in (select sweep_key, ordinal from temp.chosen);
select count(distinct x.trial_key) from temp.chosen x join trials t on t.trial_key = x.trial_key where t.state = 'queued'
