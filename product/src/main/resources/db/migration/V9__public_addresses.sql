-- The second address of an instance, under which it is reached while its access is public.
create table public_address (
  address varchar(45) ${exact} not null primary key,
  instance_id varchar(36) ${exact} not null unique
) ${options};
