-- Since when a mail waits for somebody's look; null for one that does not.
alter table mail add column waits_since bigint;
create index mail_waiting on mail (id) where waits_since is not null;
