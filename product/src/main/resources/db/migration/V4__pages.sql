-- Deleted instances stay as history; a page of a project's instances does not read past them.
create index instance_page on instance (project_id, deleted, id);
