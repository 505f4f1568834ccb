-- How many mails were handed over lately, for desks that may send only so many a minute.
create index attempt_at on attempt (at);
