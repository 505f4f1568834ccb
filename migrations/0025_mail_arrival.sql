-- Whether whoever wrote is not answered: mail of an old file.
alter table mail add column quiet bigint not null default 0;
-- A mail that came by two ways is found by its Message-ID.
create index mail_message_id on mail (message_id, id);
