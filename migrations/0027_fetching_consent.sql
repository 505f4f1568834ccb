-- How a mailbox signs in where it does so by consent (OAuth 2) and not by password; its `fetching.password` is empty then. What stands
-- for secrets is sealed. The `asked_…` columns are of the one question to the provider that is under way: a hash of what its
-- answer must bring and of the session that must bring it.
create table fetching_consent (
  mailbox_id bigint not null references fetching (mailbox_id),
  provider text not null,
  tenant text not null,
  authorize_url text not null,
  token_url text not null,
  scopes text not null,
  client_id text not null,
  client_secret bytes,
  refresh_token bytes,
  given_at bigint,
  asked_hash bytes,
  asked_verifier bytes,
  asked_until bigint,
  constraint fetching_consent_pkey primary key (mailbox_id),
  constraint fetching_consent_provider check (provider in ('microsoft', 'google', 'other'))
);
