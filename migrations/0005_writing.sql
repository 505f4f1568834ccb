-- What staff write is Markdown; what came before and what customers write is plain.
alter table message add column format text not null default 'plain';
-- The composer form that a message was sent with: the same form sent twice writes once.
alter table message add column form text;
create unique index message_form on message (form);

-- What somebody is writing, and a reply that goes out at due_at. A reply that could not go out then is held, with the reason.
create table draft (
  id bigint not null,
  ticket_id bigint not null references ticket (id),
  staff_id bigint not null references staff (id),
  kind text not null,
  body text not null,
  next_step text not null,
  canned_id bigint,
  form text,
  seen_id bigint not null,
  due_at bigint,
  planned bigint not null,
  held text,
  updated_at bigint not null,
  constraint draft_pkey primary key (id),
  constraint draft_kind check (kind in ('reply', 'note'))
);
create unique index draft_one on draft (staff_id, ticket_id, kind) where due_at is null;
create unique index draft_form on draft (form);
create index draft_staff on draft (staff_id, updated_at, id);
create index draft_ticket on draft (ticket_id, id);

-- Files of messages, and of drafts until they are sent. The bytes lie in parts, so that no row is large.
create table file (
  id bigint not null,
  ticket_id bigint not null references ticket (id),
  message_id bigint references message (id),
  draft_id bigint,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 bytes not null,
  created_at bigint not null,
  constraint file_pkey primary key (id)
);
create index file_ticket on file (ticket_id, id);
create index file_message on file (message_id, id);
create index file_draft on file (draft_id, id);

create table file_part (
  file_id bigint not null references file (id),
  position bigint not null,
  content bytes not null,
  constraint file_part_pkey primary key (file_id, position)
);

-- Texts that are used again and again, with what is done with the sending. Without an owner they are everybody's.
create table canned_reply (
  id bigint not null,
  owner_id bigint references staff (id),
  name text not null,
  text_de text not null,
  text_en text not null,
  assign_to text not null,
  severity text not null,
  next_step text not null,
  updated_at bigint not null,
  retired_at bigint,
  constraint canned_reply_pkey primary key (id)
);
create index canned_reply_owner on canned_reply (owner_id, name, id);

-- What stands below mails: of the desk, of a team, of one person. owner_id is 0 for the desk.
create table signature (
  owner_kind text not null,
  owner_id bigint not null,
  language text not null,
  words text not null,
  updated_at bigint not null,
  constraint signature_pkey primary key (owner_kind, owner_id, language),
  constraint signature_owner_kind check (owner_kind in ('desk', 'team', 'staff'))
);
