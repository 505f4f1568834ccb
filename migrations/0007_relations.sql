-- Teams, and how tickets stand to each other and to the people who work on them.
create table team (
  id bigint not null,
  name text not null,
  name_key text not null,
  created_at bigint not null,
  dissolved_at bigint,
  constraint team_pkey primary key (id)
);
-- name_key is the name in lower case: two teams whose names differ in case only are one too many.
create unique index team_name on team (name_key) where dissolved_at is null;

create table team_member (
  team_id bigint not null references team (id),
  staff_id bigint not null references staff (id),
  constraint team_member_pkey primary key (team_id, staff_id)
);
create index team_member_staff on team_member (staff_id, team_id);

alter table ticket add column team_id bigint references team (id);
-- A ticket that was merged into another is closed; merged_was is the state it had.
alter table ticket add column merged_into_id bigint references ticket (id);
alter table ticket add column merged_was text;
-- Until when it is out of the way: the end of time where only a reply brings it back.
alter table ticket add column snoozed_until bigint;
alter table ticket add column spam_at bigint;
alter table ticket add column items_ticked bigint not null default 0;
alter table ticket add column items_all bigint not null default 0;
create index ticket_team on ticket (team_id, state, due_at, severity_rank, plan_rank, waiting_since, id);
create index ticket_merged on ticket (merged_into_id) where merged_into_id is not null;
create index ticket_snoozed on ticket (snoozed_until, id) where snoozed_until is not null;

-- duplicate and related hold both ways and are kept once, the older ticket first. cause: from was caused by to.
-- split: from was split off to.
create table ticket_link (
  id bigint not null,
  from_id bigint not null references ticket (id),
  to_id bigint not null references ticket (id),
  kind text not null,
  at bigint not null,
  constraint ticket_link_pkey primary key (id),
  constraint ticket_link_kind check (kind in ('duplicate', 'related', 'cause', 'split'))
);
create unique index ticket_link_once on ticket_link (from_id, to_id, kind);
create index ticket_link_to on ticket_link (to_id, id);

create table follower (
  ticket_id bigint not null references ticket (id),
  staff_id bigint not null references staff (id),
  since bigint not null,
  constraint follower_pkey primary key (ticket_id, staff_id)
);

-- What somebody of the staff should hear of. detail completes the words: a name, a state.
create table notice (
  id bigint not null,
  staff_id bigint not null references staff (id),
  ticket_id bigint not null references ticket (id),
  kind text not null,
  author text not null,
  detail text not null,
  at bigint not null,
  seen_at bigint,
  constraint notice_pkey primary key (id)
);
create index notice_ticket on notice (ticket_id, id);
create index notice_staff on notice (staff_id, id);
create index notice_unseen on notice (staff_id, ticket_id, id) where seen_at is null;

-- Addresses whose mails are taken for spam.
create table spam_sender (
  address text not null,
  at bigint not null,
  constraint spam_sender_pkey primary key (address)
);

create table checklist_item (
  id bigint not null,
  ticket_id bigint not null references ticket (id),
  position bigint not null,
  words text not null,
  ticked_at bigint,
  ticked_by bigint references staff (id),
  constraint checklist_item_pkey primary key (id)
);
create index checklist_item_ticket on checklist_item (ticket_id, position, id);

-- A checklist to put on tickets: an item a line.
create table checklist (
  id bigint not null,
  name text not null,
  items text not null,
  created_at bigint not null,
  constraint checklist_pkey primary key (id)
);

create table article (
  id bigint not null,
  title text not null,
  body text not null,
  ticket_id bigint references ticket (id),
  created_at bigint not null,
  updated_at bigint not null,
  constraint article_pkey primary key (id)
);
create index article_updated on article (updated_at, id);
create index article_ticket on article (ticket_id, id);
