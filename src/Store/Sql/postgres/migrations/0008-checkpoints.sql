-- Purpose: how the trials of a sweep save themselves, for the workers that train them.
-- Parameters: none.
-- Rows: none.

alter table sweeps add column checkpoint_epochs integer
  constraint sweeps_checkpoint_epochs_sane check (checkpoint_epochs >= 0); -- null: as often as it is worth it; 0: never
alter table sweeps add column keeps_weights boolean not null default false;
