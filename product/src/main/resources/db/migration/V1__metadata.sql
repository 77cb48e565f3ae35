-- One file for SQLite, PostgreSQL and MariaDB. Placeholders: ${text} a string of any length, ${exact} after a varchar that is
-- compared (bytewise, everywhere), ${options} after a table. Instants are epoch milliseconds, states are words.

create table datastore (
  id varchar(36) ${exact} not null primary key,
  name varchar(255) ${exact} not null unique,
  default_version_id varchar(36) ${exact}
) ${options};

create table datastore_version (
  id varchar(36) ${exact} not null primary key,
  datastore_id varchar(36) ${exact} not null references datastore (id),
  name varchar(255) ${exact} not null,
  version_number varchar(255) not null,
  engine varchar(64) not null,
  image varchar(255),
  active boolean not null
) ${options};

create index datastore_version_of on datastore_version (datastore_id, name);

create table flavor (
  id varchar(36) ${exact} not null primary key,
  name varchar(255) not null,
  ram int not null,
  vcpus int not null,
  disk int not null,
  ephemeral int not null
) ${options};

create table replica_set (
  id varchar(36) ${exact} not null primary key,
  term bigint not null
) ${options};

create table instance (
  id varchar(36) ${exact} not null primary key,
  project_id varchar(64) ${exact} not null,
  name varchar(255) not null,
  datastore_version_id varchar(36) ${exact} not null references datastore_version (id),
  flavor_id varchar(36) ${exact} not null references flavor (id),
  volume_size int not null,
  volume_type varchar(255),
  is_public boolean,
  allowed_cidrs ${text} not null,
  task varchar(32) not null,
  trouble ${text},
  trouble_created bigint,
  trouble_details ${text},
  address varchar(45),
  replica_set_id varchar(36) ${exact} not null references replica_set (id),
  replica_of varchar(36) ${exact},
  created bigint not null,
  updated bigint not null,
  deleted bigint,
  version int not null
) ${options};

create index instance_of_project on instance (project_id, id);
create index instance_of_set on instance (replica_set_id);
create index instance_of_primary on instance (replica_of);

create table address (
  address varchar(45) ${exact} not null primary key,
  instance_id varchar(36) ${exact} not null unique
) ${options};

create table report (
  instance_id varchar(36) ${exact} not null primary key references instance (id),
  seen_at bigint not null,
  status varchar(32) not null,
  engine_version varchar(255),
  engine_role varchar(32),
  replication_position ${text},
  lag_seconds double precision,
  volume_used bigint,
  term bigint not null,
  problem ${text},
  metrics ${text} not null
) ${options};

create table root_history (
  instance_id varchar(36) ${exact} not null primary key,
  enabled bigint not null,
  user_id varchar(255) not null
) ${options};

create table agent_identity (
  instance_id varchar(36) ${exact} not null primary key,
  token_hash varchar(64) ${exact},
  fingerprint varchar(64) ${exact},
  enrolled bigint,
  revoked boolean not null
) ${options};

create table outbox (
  id varchar(255) ${exact} not null primary key,
  instance_id varchar(36) ${exact} not null,
  operation_id varchar(64) ${exact},
  term bigint not null,
  created bigint not null,
  deadline bigint not null,
  payload ${text} not null,
  received bigint,
  replied bigint,
  reply ${text}
) ${options};

create index outbox_of_instance on outbox (instance_id, replied, created);
create index outbox_unanswered on outbox (replied, deadline);

-- due_at: when a runner may claim it; null while it waits for another operation's resources, and once it has ended.
-- owner, lease_until: of the runner that acts on it; kept on a cancelled one until its runner has let go.
create table operation (
  id varchar(64) ${exact} not null primary key,
  kind varchar(64) ${exact} not null,
  project_id varchar(64) ${exact} not null,
  state varchar(16) ${exact} not null,
  input ${text} not null,
  created bigint not null,
  updated bigint not null,
  deadline bigint not null,
  ended bigint,
  due_at bigint,
  owner varchar(255) ${exact},
  lease_until bigint,
  fence bigint not null,
  woken boolean not null,
  attempts int not null,
  waiting_for ${text},
  error ${text}
) ${options};

create index operation_due on operation (due_at);

create table operation_resource (
  operation_id varchar(64) ${exact} not null references operation (id),
  position int not null,
  resource_id varchar(64) ${exact} not null,
  primary key (operation_id, position)
) ${options};

create index operation_resource_of on operation_resource (resource_id);

-- The key is what keeps two operations from acting on one resource.
create table operation_lock (
  resource_id varchar(64) ${exact} not null primary key,
  operation_id varchar(64) ${exact} not null references operation (id)
) ${options};

create index operation_lock_of on operation_lock (operation_id);

create table operation_step (
  operation_id varchar(64) ${exact} not null references operation (id),
  name varchar(191) ${exact} not null,
  position int not null,
  state varchar(16) not null,
  attempts int not null,
  started bigint not null,
  ended bigint,
  result ${text},
  error ${text},
  primary key (operation_id, name)
) ${options};

-- One row, locked by whoever hands resources from one operation to another.
create table operation_handover (
  id int not null primary key
) ${options};

insert into operation_handover (id) values (1);
