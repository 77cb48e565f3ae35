-- What operators say of datastore versions. Datastores and versions that were deleted stay as rows: instances that are history name
-- them, and one that Coffer ships does not come back by itself.
alter table datastore add column deleted bigint;
alter table datastore_version add column deleted bigint;
alter table datastore_version add column image_tags ${text};
alter table datastore_version add column packages ${text};
alter table datastore_version add column registry_ext varchar(255);
alter table datastore_version add column repl_strategy varchar(255);

-- project_id: null for all projects. contents: sealed, so that they cannot be read from here alone.
create table module (
  id varchar(36) ${exact} not null primary key,
  project_id varchar(64) ${exact},
  name varchar(255) ${exact} not null,
  type varchar(64) ${exact} not null,
  contents ${text} not null,
  description ${text},
  datastore_id varchar(36) ${exact} references datastore (id),
  datastore_version_id varchar(36) ${exact} references datastore_version (id),
  auto_apply boolean not null,
  visible boolean not null,
  live_update boolean not null,
  priority_apply boolean not null,
  apply_order int not null,
  is_admin boolean not null,
  md5 varchar(32) ${exact} not null,
  created bigint not null,
  updated bigint not null
) ${options};

create index module_of_project on module (project_id);

-- What is applied to instances, or is to be when they are made.
create table instance_module (
  instance_id varchar(36) ${exact} not null references instance (id),
  module_id varchar(36) ${exact} not null references module (id),
  md5 varchar(32) ${exact} not null,
  state varchar(16) ${exact} not null,
  message ${text},
  created bigint not null,
  updated bigint not null,
  primary key (instance_id, module_id)
) ${options};

create index instance_module_of_module on instance_module (module_id, instance_id);

create table backup (
  id varchar(36) ${exact} not null primary key,
  project_id varchar(64) ${exact} not null,
  name varchar(255) not null,
  description ${text},
  instance_id varchar(36) ${exact},
  datastore_version_id varchar(36) ${exact} not null references datastore_version (id),
  state varchar(16) ${exact} not null,
  location ${text},
  size double precision,
  parent_id varchar(36) ${exact},
  storage_driver varchar(255) not null,
  created bigint not null,
  updated bigint not null
) ${options};

create index backup_of_project on backup (project_id, updated);
create index backup_of_instance on backup (instance_id, updated);
create index backup_of_parent on backup (parent_id);

-- instance_id: empty for what counts for the whole project.
create table backup_strategy (
  project_id varchar(64) ${exact} not null,
  instance_id varchar(36) ${exact} not null,
  swift_container varchar(255) not null,
  primary key (project_id, instance_id)
) ${options};
