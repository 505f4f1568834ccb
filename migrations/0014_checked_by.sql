-- The mail server whose record of sender checks (Authentication-Results) counts at a mailbox; empty: nobody checks, and senders
-- are believed.
alter table mailbox add column checked_by text not null default '';
