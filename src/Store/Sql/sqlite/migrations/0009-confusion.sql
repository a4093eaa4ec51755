-- Purpose: confusion matrices, for the sweeps that keep them.
-- Parameters: none.
-- Rows: none.

alter table sweeps add column keeps_confusion integer not null default false;

create table confusion_cells (        -- of the test split after the last epoch; cells without samples are left out; append-only
  trial_key integer not null,
  attempt integer not null,
  class integer not null,             -- of the samples, from 0
  predicted integer not null,         -- the class of the network's largest output
  samples integer not null,
  constraint confusion_cells_pkey primary key (trial_key, attempt, class, predicted),
  constraint confusion_cells_samples_sane check (samples > 0)
) strict, without rowid;

create trigger confusion_cells_stay before update on confusion_cells
begin
  select raise(abort, 'confusion matrices are append-only');
end;

create trigger confusion_cells_are_not_deleted before delete on confusion_cells
begin
  select raise(abort, 'confusion matrices are append-only');
end;

create view v_confusion as
select s.name as sweep, t.id as trial, f.id as configuration, t.seed, f.labels ->> 'activation' as activation, f.labels,
  c.class as true_class, c.predicted as predicted_class, c.samples
from sweeps s
join sweep_trials m on m.sweep_key = s.sweep_key
join trials t on t.trial_key = m.trial_key
join configurations f on f.configuration_key = t.configuration_key
join confusion_cells c on c.trial_key = t.trial_key and c.attempt = t.attempts
where s.is_current and t.state = 'completed';
