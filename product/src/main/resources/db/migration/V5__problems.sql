-- What is wrong now and since when; written by the watch when it begins and when it ends. No instance: of the whole installation.
create table problem (
  instance_id varchar(36) ${exact} not null,
  code varchar(64) ${exact} not null,
  since bigint not null,
  sentence ${text} not null,
  primary key (instance_id, code)
) ${options};
