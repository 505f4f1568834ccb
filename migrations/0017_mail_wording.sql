-- What mails say in the provider's own words; a template without a row says what ships.
create table mail_wording (
  template text not null,
  language text not null,
  words text not null,
  updated_at bigint not null,
  constraint mail_wording_pkey primary key (template, language)
);
