-- What comes next: first what is due soon or was missed, by due time. The end of time for all other tickets, whose order is
-- that of severity, plan and waiting.
alter table ticket add column urgent_at bigint not null default 253402300799000000;
update ticket set urgent_at = due_at where due_state in ('warned', 'breached');
drop index ticket_queue;
drop index ticket_assignee;
drop index ticket_team;
create index ticket_queue on ticket (state, urgent_at, severity_rank, plan_rank, waiting_since, id);
create index ticket_assignee on ticket (assignee_id, state, urgent_at, severity_rank, plan_rank, waiting_since, id);
create index ticket_team on ticket (team_id, state, urgent_at, severity_rank, plan_rank, waiting_since, id);
