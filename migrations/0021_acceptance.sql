-- Whether whoever asks accepts the price of a request that is charged. Once a ticket; the link in the mail is kept as a hash, made
-- when the mail is put together.
create table acceptance (
  id bigint not null,
  ticket_id bigint not null references ticket (id),
  contact_id bigint not null references contact (id),
  token_hash bytes,
  asked_at bigint not null,
  expires_at bigint not null,
  -- What was shown, as JSON: the words in German and English, and the conditions of the verdict.
  shown text not null,
  decision text,
  decided_at bigint,
  decided_by_kind text,
  decided_by_id bigint,
  constraint acceptance_pkey primary key (id),
  constraint acceptance_decision check (decision in ('accepted', 'declined')),
  constraint acceptance_decided check ((decision is null) = (decided_at is null))
);
create unique index acceptance_ticket on acceptance (ticket_id);
create unique index acceptance_token on acceptance (token_hash) where token_hash is not null;
