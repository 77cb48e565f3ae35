-- When the primary of a set acknowledges a write; null as long as nobody has said.
alter table replica_set add column synchrony varchar(16);
