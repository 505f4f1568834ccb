//! The SQL that copies tickets.

use database::ToValue;

use super::Copy;
use crate::action::Action;
use crate::error::DeskError;

/// Ids carry their millisecond above so many bits.
const ID_BITS: u32 = 20;

/// Everything of the first tickets once more: ids, numbers and times moved, the rest as it is.
pub(super) fn copy(act: &mut Action<'_, '_>, copy: Copy) -> Result<u64, DeskError> {
    let earlier_ms = copy.number * copy.span_ms;
    let (ids, us) = (earlier_ms << ID_BITS, earlier_ms * 1000);
    let (last, numbers, closed) = (copy.last_number, copy.number * copy.last_number, i64::from(copy.closed));
    let tickets = act.tx.execute(
        "insert into ticket (id, number, token, subject, state, severity, channel, customer_id, contract_id, contact_id, \
         sender, product, system_id, licence_id, version, customised, topic, answer, verdict, assignee_id, opened_at, \
         updated_at, waiting_since, resolved_at, closed_at, due_at, due_milestone, due_state, severity_rank, plan_rank, \
         plan_name, urgent_at) select id - $1, number + $2, token || '-' || cast(number + $2 as text), \
         subject || ' ' || cast(number + $2 as text), case when cast($5 as bigint) = 1 then 'closed' else state end, severity, \
         channel, customer_id, contract_id, contact_id, sender, product, system_id, licence_id, version, customised, topic, \
         answer, verdict, assignee_id, opened_at - $3, updated_at - $3, waiting_since - $3, resolved_at - $3, \
         case when cast($5 as bigint) = 1 then updated_at - $3 else closed_at - $3 end, \
         case when cast($5 as bigint) = 1 or due_milestone is null then due_at else due_at - $3 end, due_milestone, \
         due_state, severity_rank, plan_rank, plan_name, \
         case when due_state in ('warned', 'breached') and cast($5 as bigint) = 0 then urgent_at - $3 else urgent_at end \
         from ticket where number <= $4",
        &[&ids, &numbers, &us, &last, &closed],
    )?;
    let moved: [&dyn ToValue; 3] = [&ids, &us, &last];
    act.tx.execute(
        "insert into message (id, ticket_id, kind, author_kind, author_id, author_name, body, mail_id, at) \
         select m.id - $1, m.ticket_id - $1, m.kind, m.author_kind, m.author_id, m.author_name, m.body, null, m.at - $2 \
         from ticket t join message m on m.ticket_id = t.id where t.number <= $3",
        &moved,
    )?;
    act.tx.execute(
        "insert into ticket_event (id, ticket_id, at, known_at, kind, body) \
         select e.id - $1, e.ticket_id - $1, e.at - $2, e.known_at - $2, e.kind, e.body \
         from ticket t join ticket_event e on e.ticket_id = t.id where t.number <= $3",
        &moved,
    )?;
    act.tx.execute(
        "insert into clock (ticket_id, position, milestone, target, commitment, window_id, started_at, warn_at, due_at, \
         state, met_at, elapsed_s) select k.ticket_id - $1, k.position, k.milestone, k.target, k.commitment, k.window_id, \
         k.started_at - $2, k.warn_at - $2, k.due_at - $2, k.state, k.met_at - $2, k.elapsed_s \
         from ticket t join clock k on k.ticket_id = t.id where t.number <= $3",
        &moved,
    )?;
    act.tx.execute(
        "insert into journal (id, at, actor_kind, actor_id, subject_kind, subject_id, action, body) \
         select j.id - $1, j.at - $2, j.actor_kind, j.actor_id, j.subject_kind, j.subject_id - $1, j.action, j.body \
         from ticket t join journal j on j.subject_kind = 'ticket' and j.subject_id = t.id where t.number <= $3",
        &moved,
    )?;
    Ok(tickets)
}
