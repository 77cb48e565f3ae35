-- The configuration group that is attached, and the second address of an instance with public access.
alter table instance add column configuration_id varchar(36) ${exact};
alter table instance add column public_address varchar(45);
create index instance_of_configuration on instance (configuration_id);
