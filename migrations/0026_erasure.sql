-- When what there was of a contact was erased, at their own wish.
alter table contact add column erased_at bigint;
-- The files that a mail brought.
create index file_mail on file (mail_id) where mail_id is not null;
-- Offers of a price, by whoever was asked.
create index acceptance_contact on acceptance (contact_id);
