-- Those that have not ended are counted often, and those that ended long ago are removed.
create index operation_ended on operation (ended);
