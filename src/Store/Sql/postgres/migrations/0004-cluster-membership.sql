-- Purpose: what the ADO.NET clustering provider of Orleans reads and writes: silos find each other through the database that holds the
--   store. The provider sends no SQL of its own but the texts in OrleansQuery, by key; names and types of parameters and result columns are
--   its contract. Written for clustering only. What the scripts that come with Orleans have made already is kept: theirs and these texts
--   work on either tables. A membership changes only together with the version of its table, which thereby orders all changes: each
--   statement moves the version on from the one that the caller has seen, or changes nothing and returns 0. Of two that have seen the same,
--   one waits for the row lock and then finds the version gone. SQLite, where no cluster runs, has no migration of this number.
-- Parameters: none.
-- Rows: none.

create table if not exists OrleansQuery (
  QueryKey varchar(64) not null constraint OrleansQuery_pkey primary key,
  QueryText text not null
);

create table if not exists OrleansMembershipVersionTable ( -- one row per cluster
  DeploymentId varchar(150) not null constraint OrleansMembershipVersionTable_pkey primary key, -- the cluster's id
  Timestamp timestamptz not null default now(),
  Version integer not null default 0
);

create table if not exists OrleansMembershipTable ( -- one row per silo that ever joined; the generation tells restarts apart
  DeploymentId varchar(150) not null constraint OrleansMembershipTable_version_fkey references OrleansMembershipVersionTable (DeploymentId),
  Address varchar(45) not null,       -- room for any IPv6 address
  Port integer not null,
  Generation integer not null,
  SiloName varchar(150) not null,
  HostName varchar(150) not null,
  Status integer not null,            -- 3: active, 6: dead
  ProxyPort integer,                  -- where clients connect; 0: nowhere
  SuspectTimes text,                  -- who found it silent, and when
  StartTime timestamptz not null,
  IAmAliveTime timestamptz not null,
  constraint OrleansMembershipTable_pkey primary key (DeploymentId, Address, Port, Generation)
);

insert into OrleansQuery (QueryKey, QueryText) values
('InsertMembershipVersionKey', '
with added as (
  insert into OrleansMembershipVersionTable (DeploymentId) values (@DeploymentId)
  on conflict (DeploymentId) do nothing
  returning 1)
select cast(count(*) as integer) from added'),

-- A silo that is there already leaves the version as it is; if it comes at the same moment, the primary key makes the whole statement fail.
('InsertMembershipKey', '
with moved as (
  update OrleansMembershipVersionTable v set Version = v.Version + 1, Timestamp = now()
  where v.DeploymentId = @DeploymentId and v.Version = @Version and not exists (
    select 1 from OrleansMembershipTable m
    where m.DeploymentId = @DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation)
  returning v.DeploymentId),
added as (
  insert into OrleansMembershipTable
    (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
  select DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
  from moved
  returning 1)
select cast(count(*) as integer) from added'),

-- The row of the silo is locked first, so that it cannot vanish after the version has moved.
('UpdateMembershipKey', '
with silo as materialized (
  select 1 from OrleansMembershipTable m
  where m.DeploymentId = @DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
  for update),
moved as (
  update OrleansMembershipVersionTable v set Version = v.Version + 1, Timestamp = now()
  where v.DeploymentId = @DeploymentId and v.Version = @Version and exists (select 1 from silo)
  returning v.DeploymentId),
changed as (
  update OrleansMembershipTable m set Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
  from moved
  where m.DeploymentId = moved.DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
  returning 1)
select cast(count(*) as integer) from changed'),

('UpdateIAmAlivetimeKey', '
update OrleansMembershipTable set IAmAliveTime = @IAmAliveTime
where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation'),

-- A cluster without silos still has its version: one row, the silo''s columns null.
('MembershipReadAllKey', '
select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime,
  m.IAmAliveTime, v.Version
from OrleansMembershipVersionTable v left join OrleansMembershipTable m on m.DeploymentId = v.DeploymentId
where v.DeploymentId = @DeploymentId'),

('MembershipReadRowKey', '
select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime,
  m.IAmAliveTime, v.Version
from OrleansMembershipVersionTable v left join OrleansMembershipTable m
  on m.DeploymentId = v.DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
where v.DeploymentId = @DeploymentId'),

('GatewaysQueryKey', '
select Address, ProxyPort, Generation from OrleansMembershipTable
where DeploymentId = @DeploymentId and Status = @Status and ProxyPort > 0'),

-- An active silo is never forgotten, however long ago it said that it lives: declaring it dead is for the others.
('CleanupDefunctSiloEntriesKey', '
delete from OrleansMembershipTable
where DeploymentId = @DeploymentId and IAmAliveTime < @IAmAliveTime and Status <> 3'),

('DeleteMembershipTableEntriesKey', '
delete from OrleansMembershipTable where DeploymentId = @DeploymentId;
delete from OrleansMembershipVersionTable where DeploymentId = @DeploymentId')
on conflict (QueryKey) do nothing;
