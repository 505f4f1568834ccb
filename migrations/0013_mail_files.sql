-- Files that came with a mail stay in its raw bytes: the mail and which of its files it is, beginning with 0.
alter table file add column mail_id bigint references mail (id);
alter table file add column mail_part bigint;
-- What the mail's text or HTML calls a picture that stands within it.
alter table file add column content_id text;
-- What of a mail is not in the message, as words: the mail itself is kept whole.
alter table message add column left_out text not null default '';
