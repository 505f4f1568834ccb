-- Views of the queue: a filter as text, with how it is shown. Without a member of staff it is everybody's.
create table saved_view (
  id bigint not null,
  staff_id bigint references staff (id),
  name text not null,
  filter text not null,
  columns text not null,
  sort text not null,
  grouping_word text not null,
  position bigint not null,
  constraint saved_view_pkey primary key (id)
);
create index saved_view_staff on saved_view (staff_id, position, id);

-- What a member of staff can take back for some minutes: steps as JSON, each with what was and what was made of it.
create table undo (
  id bigint not null,
  staff_id bigint not null references staff (id),
  at bigint not null,
  steps text not null,
  done_at bigint,
  constraint undo_pkey primary key (id)
);
create index undo_age on undo (at);
