-- One desk: a provider's support organisation. Times are microseconds since 1970 UTC, days are ISO dates as text,
-- amounts are minor units. Nothing here knows of other desks: what is not in this database cannot leak from it.

create table setting (
  name text not null,
  value text not null,
  constraint setting_pkey primary key (name)
);

-- Numbers for people: tickets, customers, contracts, invoices. A number is taken in the transaction that uses it, so none is lost.
create table counter (
  name text not null,
  value bigint not null,
  constraint counter_pkey primary key (name)
);

create table staff (
  id bigint not null,
  email text not null,
  name text not null,
  role text not null,
  language text not null,
  password_hash text,
  created_at bigint not null,
  deactivated_at bigint,
  constraint staff_pkey primary key (id),
  constraint staff_role check (role in ('agent', 'technician', 'manager', 'administrator'))
);
create unique index staff_email on staff (email);

create table customer (
  id bigint not null,
  number bigint not null,
  name text not null,
  name_key text not null,
  language text not null,
  address text not null,
  vat_id text,
  created_at bigint not null,
  constraint customer_pkey primary key (id)
);
create unique index customer_number on customer (number);
-- name_key is the name in lower case, so that lists and searches do not mind case.
create index customer_name on customer (name_key, id);

create table contact (
  id bigint not null,
  customer_id bigint not null references customer (id),
  email text not null,
  name text not null,
  phone text,
  language text not null,
  password_hash text,
  created_at bigint not null,
  removed_at bigint,
  constraint contact_pkey primary key (id)
);
create unique index contact_email on contact (email) where removed_at is null;
create index contact_customer on contact (customer_id, id);

-- Who is signed in. Only the hash of the token is kept.
create table session (
  token_hash bytes not null,
  person_kind text not null,
  person_id bigint not null,
  csrf text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  constraint session_pkey primary key (token_hash),
  constraint session_person_kind check (person_kind in ('staff', 'contact'))
);
create index session_expiry on session (expires_at);
create index session_idle on session (seen_at);
create index session_person on session (person_id);

-- Failed sign-ins by address and by origin; blocks grow with failures.
create table sign_in_throttle (
  throttle_key text not null,
  failures bigint not null,
  last_at bigint not null,
  blocked_until bigint,
  constraint sign_in_throttle_pkey primary key (throttle_key)
);
create index sign_in_throttle_age on sign_in_throttle (last_at);

create table api_token (
  id bigint not null,
  staff_id bigint not null references staff (id),
  name text not null,
  token_hash bytes not null,
  created_at bigint not null,
  revoked_at bigint,
  constraint api_token_pkey primary key (id)
);
create unique index api_token_hash on api_token (token_hash);

-- Answers already given to writes, by the key that the caller chose.
create table idempotency (
  staff_id bigint not null references staff (id),
  idempotency_key text not null,
  request_hash bytes not null,
  status bigint not null,
  body text not null,
  created_at bigint not null,
  constraint idempotency_pkey primary key (staff_id, idempotency_key)
);
create index idempotency_age on idempotency (created_at);

-- A plan file as it was read. A contract keeps the version it was bought under.
create table catalogue (
  id bigint not null,
  version bigint not null,
  file_name text not null,
  source text not null,
  source_hash bytes not null,
  adopted_at bigint not null,
  constraint catalogue_pkey primary key (id)
);
create unique index catalogue_version on catalogue (version);
create unique index catalogue_hash on catalogue (source_hash);

-- in_force_until is the first day no longer in effect, by fixed term, agreement or cancellation, kept for looking up.
create table contract (
  id bigint not null,
  number bigint not null,
  customer_id bigint not null references customer (id),
  catalogue_id bigint not null references catalogue (id),
  plan text not null,
  packages text not null,
  options text not null,
  starts_on text not null,
  ends_on text,
  in_force_until text,
  term_months bigint,
  agreed text not null,
  created_at bigint not null,
  constraint contract_pkey primary key (id)
);
create unique index contract_number on contract (number);
create index contract_customer on contract (customer_id, id);

-- What happened to a contract that its price or rights depend on, as the engine reads it: change, cancel, activate, pool, top-up.
create table contract_event (
  id bigint not null,
  contract_id bigint not null references contract (id),
  at bigint not null,
  known_at bigint not null,
  kind text not null,
  body text not null,
  staff_id bigint,
  constraint contract_event_pkey primary key (id)
);
create index contract_event_contract on contract_event (contract_id, at, id);

-- Authorised contacts of a contract, in the order they were named. Who was taken off the list stays with the time of it.
create table contract_contact (
  id bigint not null,
  contract_id bigint not null references contract (id),
  contact_id bigint not null references contact (id),
  named_at bigint not null,
  removed_at bigint,
  constraint contract_contact_pkey primary key (id)
);
create unique index contract_contact_once on contract_contact (contract_id, contact_id) where removed_at is null;
create index contract_contact_contact on contract_contact (contact_id);

create table system (
  id bigint not null,
  customer_id bigint not null references customer (id),
  contract_id bigint references contract (id),
  name text not null,
  environment text not null,
  production_id bigint references system (id),
  product text,
  version text,
  created_at bigint not null,
  removed_at bigint,
  constraint system_pkey primary key (id),
  constraint system_environment check (environment in ('production', 'development'))
);
create index system_customer on system (customer_id, id);
create index system_contract on system (contract_id, id);

create table licence (
  id bigint not null,
  customer_id bigint not null references customer (id),
  contract_id bigint references contract (id),
  licence_key text not null,
  product text not null,
  source text not null,
  purchased_on text not null,
  withdrawn_at bigint,
  created_at bigint not null,
  constraint licence_pkey primary key (id),
  constraint licence_source check (source in ('provider', 'partner', 'unknown'))
);
create unique index licence_licence_key on licence (licence_key);
create index licence_customer on licence (customer_id, id);
create index licence_contract on licence (contract_id, id);

-- Newest published version by product, for the version condition of a verdict.
create table release (
  id bigint not null,
  product text not null,
  version text not null,
  published_on text not null,
  changes text not null,
  created_at bigint not null,
  constraint release_pkey primary key (id)
);
create unique index release_version on release (product, version);
create index release_product on release (product, published_on);

create table ticket (
  id bigint not null,
  number bigint not null,
  token text not null,
  subject text not null,
  state text not null,
  severity text,
  channel text not null,
  customer_id bigint references customer (id),
  contract_id bigint references contract (id),
  contact_id bigint references contact (id),
  sender text,
  product text,
  system_id bigint references system (id),
  licence_id bigint references licence (id),
  version text,
  customised bigint not null,
  topic text,
  answer text not null,
  verdict text not null,
  assignee_id bigint references staff (id),
  opened_at bigint not null,
  updated_at bigint not null,
  waiting_since bigint not null,
  resolved_at bigint,
  closed_at bigint,
  due_at bigint not null,
  due_milestone text,
  due_state text,
  severity_rank bigint not null,
  plan_rank bigint not null,
  plan_name text not null,
  constraint ticket_pkey primary key (id),
  constraint ticket_state check (state in ('open', 'waiting', 'resolved', 'closed'))
);
create unique index ticket_number on ticket (number);
create unique index ticket_token on ticket (token);
-- due_at is the end of time where nothing is due, so that one index orders the queue.
create index ticket_queue on ticket (state, due_at, severity_rank, plan_rank, waiting_since, id);
create index ticket_assignee on ticket (assignee_id, state, due_at, severity_rank, plan_rank, waiting_since, id);
create index ticket_recent on ticket (state, updated_at, id);
create index ticket_customer on ticket (customer_id, id);
create index ticket_contract on ticket (contract_id, id);
create index ticket_contact on ticket (contact_id, id);
create index ticket_system on ticket (system_id);

create table message (
  id bigint not null,
  ticket_id bigint not null references ticket (id),
  kind text not null,
  author_kind text not null,
  author_id bigint,
  author_name text not null,
  body text not null,
  mail_id bigint,
  at bigint not null,
  constraint message_pkey primary key (id),
  constraint message_kind check (kind in ('message', 'note')),
  constraint message_author_kind check (author_kind in ('contact', 'sender', 'staff', 'automatic'))
);
create index message_ticket on message (ticket_id, id);

-- What happened to a ticket that its clocks or prices depend on: severity, pause, resume, resolve, reopen, fact.
create table ticket_event (
  id bigint not null,
  ticket_id bigint not null references ticket (id),
  at bigint not null,
  known_at bigint not null,
  kind text not null,
  body text not null,
  constraint ticket_event_pkey primary key (id)
);
create index ticket_event_ticket on ticket_event (ticket_id, at, id);

create table clock (
  ticket_id bigint not null references ticket (id),
  position bigint not null,
  milestone text not null,
  target text not null,
  commitment text not null,
  window_id text not null,
  started_at bigint not null,
  warn_at bigint,
  due_at bigint,
  state text not null,
  met_at bigint,
  elapsed_s bigint not null,
  constraint clock_pkey primary key (ticket_id, position)
);

-- A metered thing that happened: a call or a piece of work. Never changed; corrections are facts that re-rate.
create table usage_record (
  id bigint not null,
  contract_id bigint not null references contract (id),
  ticket_id bigint references ticket (id),
  contact_id bigint references contact (id),
  staff_id bigint references staff (id),
  kind text not null,
  line text,
  work_kind text,
  at bigint not null,
  known_at bigint not null,
  measured_s bigint not null,
  accepted_at bigint,
  accepted_price text,
  note text not null,
  unique_key text,
  constraint usage_record_pkey primary key (id),
  constraint usage_record_kind check (kind in ('call', 'work'))
);
create unique index usage_record_unique_key on usage_record (unique_key);
create index usage_record_contract on usage_record (contract_id, at, id);
create index usage_record_ticket on usage_record (ticket_id, at, id);
create index usage_record_contact on usage_record (contact_id);

-- What a usage came to. A new rating reverses the one before; the newest one of a usage stands.
create table rated_usage (
  id bigint not null,
  usage_id bigint not null references usage_record (id),
  reverses_id bigint references rated_usage (id),
  tariff text not null,
  counted_s bigint not null,
  charged text not null,
  burned text not null,
  amount_minor bigint not null,
  steps text not null,
  rated_at bigint not null,
  constraint rated_usage_pkey primary key (id)
);
create index rated_usage_usage on rated_usage (usage_id, id);
-- A rating is reversed once.
create unique index rated_usage_reverses on rated_usage (reverses_id);

-- Issued invoices only. A preview is computed and writes nothing.
create table invoice (
  id bigint not null,
  number bigint not null,
  contract_id bigint not null references contract (id),
  customer_id bigint not null references customer (id),
  period_from text not null,
  period_to text not null,
  currency text not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  gross_minor bigint not null,
  snapshot text not null,
  issued_at bigint not null,
  issued_by bigint,
  constraint invoice_pkey primary key (id)
);
create unique index invoice_number on invoice (number);
create unique index invoice_period on invoice (contract_id, period_from);
create index invoice_customer on invoice (customer_id, id);
create index invoice_month on invoice (period_from, number);

create table invoice_line (
  id bigint not null,
  invoice_id bigint not null references invoice (id),
  position bigint not null,
  net_minor bigint not null,
  body text not null,
  constraint invoice_line_pkey primary key (id)
);
create unique index invoice_line_position on invoice_line (invoice_id, position);

-- Every usage is billed by at most one line. A correcting line names no usage: it is the difference to what was billed.
create table billed_usage (
  usage_id bigint not null references usage_record (id),
  line_id bigint not null references invoice_line (id),
  position bigint not null,
  constraint billed_usage_pkey primary key (usage_id)
);
create index billed_usage_line on billed_usage (line_id, position);

-- Call-backs that a technician owes.
create table call_back (
  id bigint not null,
  contract_id bigint not null references contract (id),
  contact_id bigint not null references contact (id),
  line text not null,
  phone text not null,
  subject text not null,
  requested_at bigint not null,
  accepted_price text not null,
  accepted_at bigint not null,
  taken_by bigint references staff (id),
  taken_at bigint,
  done_at bigint,
  usage_id bigint references usage_record (id),
  constraint call_back_pkey primary key (id)
);
create index call_back_open on call_back (done_at, requested_at, id);
create index call_back_contact on call_back (contact_id, id);

-- Raw mail as it arrived, stored before anything looks at it.
create table mail (
  id bigint not null,
  mailbox text not null,
  content_hash bytes not null,
  raw bytes not null,
  received_at bigint not null,
  message_id text,
  state text not null,
  reading text not null,
  ticket_id bigint references ticket (id),
  handled_at bigint,
  constraint mail_pkey primary key (id),
  constraint mail_state check (state in ('stored', 'handled', 'ignored', 'unreadable'))
);
create unique index mail_content on mail (mailbox, content_hash);
create index mail_state_order on mail (state, id);
create index mail_ticket on mail (ticket_id, id);

-- Message-IDs that belong to a ticket, of mails in and out: what threading by References looks up.
create table mail_reference (
  message_id text not null,
  ticket_id bigint not null references ticket (id),
  constraint mail_reference_pkey primary key (message_id)
);
create index mail_reference_ticket on mail_reference (ticket_id);

-- Mail that goes out: written with what caused it, composed once and delivered by a job. A second try sends the same bytes.
create table delivery (
  id bigint not null,
  ticket_id bigint references ticket (id),
  message_id bigint references message (id),
  template text not null,
  sender text not null,
  recipient text not null,
  subject text not null,
  rfc_message_id text not null,
  context text not null,
  raw bytes,
  created_at bigint not null,
  sent_at bigint,
  failed_at bigint,
  attempts bigint not null,
  last_answer text,
  constraint delivery_pkey primary key (id)
);
create unique index delivery_rfc_message_id on delivery (rfc_message_id);
create index delivery_ticket on delivery (ticket_id, id);
create index delivery_recipient on delivery (recipient, created_at);
create index delivery_open on delivery (sent_at, failed_at, id);

-- The job row is the outbox: written in the transaction that causes it, done at least once.
create table job (
  id bigint not null,
  kind text not null,
  body text not null,
  unique_key text,
  due_at bigint not null,
  attempts bigint not null,
  locked_until bigint,
  last_error text,
  failed_at bigint,
  constraint job_pkey primary key (id)
);
create unique index job_unique_key on job (unique_key);
create index job_due on job (failed_at, due_at, id);

create table journal (
  id bigint not null,
  at bigint not null,
  actor_kind text not null,
  actor_id bigint,
  subject_kind text not null,
  subject_id bigint not null,
  action text not null,
  body text not null,
  constraint journal_pkey primary key (id)
);
create index journal_subject on journal (subject_kind, subject_id, id);
