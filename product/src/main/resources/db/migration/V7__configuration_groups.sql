-- Values of parameters that a project gives to its instances: as the tenant wrote them, and as an engine takes them.
create table configuration_group (
  id varchar(36) ${exact} not null primary key,
  project_id varchar(64) ${exact} not null,
  name varchar(255) not null,
  description ${text},
  datastore_version_id varchar(36) ${exact} not null references datastore_version (id),
  group_values ${text} not null,
  settings ${text} not null,
  created bigint not null,
  updated bigint not null,
  version int not null
) ${options};

create index configuration_group_page on configuration_group (project_id, id);
create index configuration_group_of_version on configuration_group (datastore_version_id);

-- What can be set on a version's servers. Origin ENGINE: its image said so; OPERATOR: prevails, hidden ones can not be set.
create table parameter (
  datastore_version_id varchar(36) ${exact} not null,
  name varchar(128) ${exact} not null,
  origin varchar(16) ${exact} not null,
  kind varchar(16) not null,
  least varchar(64),
  greatest varchar(64),
  choices ${text} not null,
  restart_required boolean not null,
  initial_value ${text},
  hidden boolean not null,
  primary key (datastore_version_id, name, origin)
) ${options};

-- Which image the version's parameters of origin ENGINE were read from; no row: never.
create table parameter_source (
  datastore_version_id varchar(36) ${exact} not null primary key,
  source varchar(400) not null
) ${options};
