-- Each try at a delivery, with what was answered: sent, put off, refused, bounced later, or not tried because the address is blocked.
create table attempt (
  id bigint not null,
  delivery_id bigint not null references delivery (id),
  at bigint not null,
  outcome text not null,
  answer text not null,
  constraint attempt_pkey primary key (id),
  constraint attempt_outcome check (outcome in ('sent', 'put-off', 'refused', 'bounced', 'blocked'))
);
create index attempt_delivery on attempt (delivery_id, id);

-- Addresses to which nothing is sent, because a server said that there is nobody.
create table blocked_address (
  address text not null,
  delivery_id bigint references delivery (id),
  answer text not null,
  blocked_at bigint not null,
  constraint blocked_address_pkey primary key (address)
);

-- Lists of the outbox: failed ones by when, sent ones by when. A delivery that came back was sent and failed.
create index delivery_failed on delivery (failed_at, id) where failed_at is not null;
create index delivery_sent on delivery (sent_at, id) where failed_at is null;
