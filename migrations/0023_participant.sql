-- Contacts who take part in a ticket beside the one who asked. One who was taken out by hand stays, so that the next mail with
-- their address in Cc does not bring them back.
create table participant (
  ticket_id bigint not null references ticket (id),
  contact_id bigint not null references contact (id),
  added_at bigint not null,
  removed_at bigint,
  constraint participant_pkey primary key (ticket_id, contact_id)
);
create index participant_contact on participant (contact_id);
