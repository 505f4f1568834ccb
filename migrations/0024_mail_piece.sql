-- What does not fit into a mail's row, in pieces: a row is written whole whenever anything of it changes, and held in memory whole
-- more than once while it is.
create table mail_piece (
  mail_id bigint not null references mail (id),
  position bigint not null,
  content bytes not null,
  constraint mail_piece_pkey primary key (mail_id, position)
);
