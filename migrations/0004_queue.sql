-- Tags are in lower case, without commas. `tag` knows them all, so that they can be suggested.
create table tag (
  tag text not null,
  constraint tag_pkey primary key (tag)
);

create table ticket_tag (
  ticket_id bigint not null references ticket (id),
  tag text not null references tag (tag),
  constraint ticket_tag_pkey primary key (ticket_id, tag)
);
create unique index ticket_tag_tag on ticket_tag (tag, ticket_id);

-- Fields that a provider adds to its tickets. Choices are a JSON array; a field without a product belongs to all.
create table ticket_field (
  id bigint not null,
  field_key text not null,
  name text not null,
  kind text not null,
  choices text not null,
  product text,
  retired_at bigint,
  constraint ticket_field_pkey primary key (id),
  constraint ticket_field_kind check (kind in ('text', 'number', 'choice', 'day', 'yes-no'))
);
create unique index ticket_field_key on ticket_field (field_key);

create table ticket_value (
  ticket_id bigint not null references ticket (id),
  field_id bigint not null references ticket_field (id),
  value text not null,
  constraint ticket_value_pkey primary key (ticket_id, field_id)
);
create index ticket_value_field on ticket_value (field_id, ticket_id);
