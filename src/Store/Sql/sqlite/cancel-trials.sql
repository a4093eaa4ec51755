-- Purpose: cancels queued trials and asks running ones to stop.
-- Parameters: @sweep (null: any), @states (JSON array; [] for any), @where (JSON object: setting to array of labels), @ids (JSON array of trial ids; [] for any).
-- Rows: one: how many; how many were claimed meanwhile, so that the statement has to be repeated (never here).
create temp table if not exists selected (trial_key integer not null primary key);
delete from temp.selected;
insert or ignore into temp.selected
  select m.trial_key
  from sweeps s
  cross join sweep_trials m on m.sweep_key = s.sweep_key
  cross join trials t on t.trial_key = m.trial_key
  cross join configurations c on c.configuration_key = t.configuration_key
  where s.is_current and (@sweep is null or s.name = @sweep)
    and (@states = '[]' or case when t.state <> 'queued' then t.state when m.hold = 'unneeded' then 'unneeded' when s.state = 'cancelled' then 'cancelled' else coalesce(m.hold, 'queued') end in (select value from json_each(@states)))
    and (@where = '{}' or not exists (
      select 1 from json_each(@where) f
      where not exists (
        select 1 from json_each(f.value) allowed
        where allowed.value = coalesce(c.labels ->> f.key, iif(f.key = 'seed', cast(t.seed as text), null)))))
    and (@ids = '[]' or t.id in (select value from json_each(@ids)))
    and (t.state = 'queued' and m.hold is not 'unneeded' or exists (select 1 from leases l where l.trial_key = t.trial_key and l.cancel <> 'trial'));
update leases set cancel = 'trial' where trial_key in (select trial_key from temp.selected);
update trials set state = 'cancelled' where trial_key in (select trial_key from temp.selected) and state = 'queued';
select count(*), 0 from temp.selected
