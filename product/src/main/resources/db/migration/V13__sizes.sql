-- What a project has is counted from this index alone, however many instances it has.
create index instance_size on instance (project_id, deleted, flavor_id, volume_size);
