-- Which request of the API asked for it; null when nobody did.
alter table operation add column request_id varchar(64) ${exact};
alter table outbox add column request_id varchar(64) ${exact};
