-- How a mailbox fetches its mail from a mail server by IMAP; the password is sealed. What is stored here is moved there to
-- `move_to`, or marked as seen where that is null. `revision` counts the changes of these settings.
create table fetching (
  mailbox_id bigint not null references mailbox (id),
  revision bigint not null,
  host text not null,
  port bigint not null,
  security text not null,
  user_name text not null,
  password bytes not null,
  folder text not null,
  move_to text,
  -- Up to which mail of the folder it is: the folder's validity and the last number taken.
  uid_validity bigint,
  last_uid bigint not null,
  succeeded_at bigint,
  failed_at bigint,
  failure text,
  failure_detail text not null,
  constraint fetching_pkey primary key (mailbox_id),
  constraint fetching_security check (security in ('tls', 'starttls', 'none'))
);
