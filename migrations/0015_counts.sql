-- What the rail counts is answered by an index alone: with a million tickets, the rows of a thousand open ones lie far apart.
drop index ticket_queue;
drop index ticket_assignee;
drop index ticket_team;
create index ticket_queue on ticket (state, urgent_at, severity_rank, plan_rank, waiting_since, id, snoozed_until);
create index ticket_assignee on ticket (assignee_id, state, urgent_at, severity_rank, plan_rank, waiting_since, id, snoozed_until);
create index ticket_team on ticket (team_id, state, urgent_at, severity_rank, plan_rank, waiting_since, id, snoozed_until);
