-- A price is asked again where what a request is found to be about has changed it: the question that holds is the one asked last.
drop index acceptance_ticket;
create index acceptance_ticket on acceptance (ticket_id, asked_at, id);
