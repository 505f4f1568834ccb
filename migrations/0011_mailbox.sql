-- Addresses of the desk by which mail comes in. The name is what `mail.mailbox` has; a retired one keeps name and address.
create table mailbox (
  id bigint not null,
  name text not null,
  address text not null,
  sender_name text not null,
  created_at bigint not null,
  retired_at bigint,
  constraint mailbox_pkey primary key (id)
);
create unique index mailbox_name on mailbox (name);
create unique index mailbox_address on mailbox (address);
