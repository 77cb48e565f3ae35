-- Locked by whoever counts what a project has in order to add to it.
create table quota_project (
  project_id varchar(255) ${exact} not null primary key
) ${options};

-- Limits of a project that are not the configured ones. What it has is counted, never stored.
create table quota (
  project_id varchar(255) ${exact} not null,
  resource varchar(32) ${exact} not null,
  most int not null,
  primary key (project_id, resource)
) ${options};

-- What an operation is about to make of an instance; means something only until the operation has ended.
create table expectation (
  instance_id varchar(36) ${exact} not null primary key,
  operation_id varchar(64) ${exact} not null,
  ram int not null,
  volume_size int not null
) ${options};

-- When it was taken from the offer; instances that have it keep it.
alter table flavor add column removed bigint;

create table volume_type (
  id varchar(36) ${exact} not null primary key,
  name varchar(255) ${exact} not null unique,
  description ${text} not null,
  is_public boolean not null
) ${options};

insert into volume_type (id, name, description, is_public)
  values ('c0ffe000-0000-4000-8000-000000000001', 'local', 'A directory on the host', true);

-- Flavors and volume types that instances of a version may have; all, as long as none of the kind is listed.
create table version_restriction (
  datastore_version_id varchar(36) ${exact} not null,
  kind varchar(16) ${exact} not null,
  allowed_id varchar(36) ${exact} not null,
  primary key (datastore_version_id, kind, allowed_id),
  foreign key (datastore_version_id) references datastore_version (id) on delete cascade
) ${options};
