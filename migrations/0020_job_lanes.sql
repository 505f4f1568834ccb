-- Jobs that wait for a mail server (lane 1) are taken apart from those that only change the desk (lane 0), so that a slow server
-- keeps no clock and no mail that came waiting.
alter table job add column lane bigint not null default 0;
update job set lane = 1 where kind = 'deliver';
drop index job_due;
create index job_due on job (lane, failed_at, due_at, id);
