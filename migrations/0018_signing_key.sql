-- Keys that sign mails (DKIM). The secret half is sealed; one of a domain's keys at most signs.
create table signing_key (
  id bigint not null,
  domain text not null,
  selector text not null,
  public text not null,
  private bytes not null,
  created_at bigint not null,
  signs_since bigint,
  constraint signing_key_pkey primary key (id)
);
create unique index signing_key_selector on signing_key (domain, selector);
create unique index signing_key_signs on signing_key (domain) where signs_since is not null;
